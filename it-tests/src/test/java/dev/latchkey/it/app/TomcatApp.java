package dev.latchkey.it.app;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/** A Tomcat that a web application is deployed to and undeployed from, over and over. */
public final class TomcatApp {
  private static final int REQUESTS = 30;

  private final Tomcat tomcat = new Tomcat();
  private final List<WeakReference<ClassLoader>> deployed = new ArrayList<>();
  private final String[] arguments;

  private TomcatApp(String[] arguments) {
    this.arguments = arguments;
  }

  /** Takes the folder of the web application, the addresses of key set and database, a token. */
  public static void main(String[] arguments) throws Exception {
    TomcatApp app = new TomcatApp(arguments);
    app.tomcat.setBaseDir(new File("tomcat").getAbsolutePath());
    app.tomcat.setPort(0);
    app.tomcat.getConnector();
    app.tomcat.start();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(line.equals("redeploy") ? app.redeploy() : app.left());
    }
    app.tomcat.stop();
    app.tomcat.destroy();
  }

  /** Returns the answers that were given, each once. */
  private String redeploy() throws Exception {
    Set<String> answers = new TreeSet<>();
    Context context = tomcat.addContext("/orders", arguments[0]);
    var servlet = Tomcat.addServlet(context, "orders", OrdersServlet.class.getName());
    servlet.addInitParameter("key-set", arguments[1]);
    servlet.addInitParameter("database", arguments[2]);
    servlet.addMapping("/");
    for (int request = 0; request < REQUESTS; request++) {
      answers.add(get());
    }
    deployed.add(new WeakReference<>(context.getLoader().getClassLoader()));
    tomcat.getHost().removeChild(context);
    context.destroy();
    return String.join(" / ", answers);
  }

  private String get() throws IOException {
    URI address =
        URI.create(
            "http://127.0.0.1:"
                + tomcat.getConnector().getLocalPort()
                + "/orders/?token="
                + arguments[3]);
    try (InputStream in = address.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Returns how many of the web applications' class loaders are still there. */
  private long left() {
    System.gc();
    return deployed.stream().filter(loader -> loader.get() != null).count();
  }
}
