package dev.latchkey.it.app;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Authenticates in a class loader of its own, drops it, and says whether it can be collected. */
public final class RedeployApp {
  private RedeployApp() {}

  /** Takes the key set's address; answers {@code auth TOKEN} and {@code gone}. */
  public static void main(String[] arguments) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    WeakReference<ClassLoader> deployed = null;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.equals("gone")) {
        System.gc();
        System.out.println(deployed == null || deployed.get() == null);
      } else {
        deployed = deploy(arguments[0], line.substring("auth ".length()));
      }
    }
  }

  private static WeakReference<ClassLoader> deploy(String keySet, String token) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(new File(element).toURI().toURL());
    }
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
      Class<?> type = loader.loadClass("dev.latchkey.it.app.NaiveAuthenticator");
      Object authenticator =
          type.getConstructor(URL.class, String.class).newInstance(new URL(keySet), "orders");
      System.out.println(type.getMethod("authenticate", String.class).invoke(authenticator, token));
      return new WeakReference<>(loader);
    }
  }
}
