package dev.latchkey.it.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.ref.WeakReference;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A server that {@link OrdersServlet} is deployed to and undeployed from, over and over. */
abstract class WebServer {
  /** Where the web application is. */
  static final String PATH = "/orders";

  private static final int REQUESTS = 30;

  private final List<WeakReference<ClassLoader>> deployed = new ArrayList<>();

  /** Starts serving a folder, and returns the class loader of the web application. */
  abstract ClassLoader deploy(String folder, Map<String, String> parameters) throws Exception;

  /** Ends what {@link #deploy} began. */
  abstract void undeploy() throws Exception;

  abstract int port();

  /**
   * Takes the folder of the web application, the addresses of key set and database, a token; does
   * what it is told until there is no input.
   */
  final void run(String[] arguments) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(
          switch (line) {
            case "redeploy" -> redeploy(arguments);
            case "serve" -> serve(arguments);
            default -> left();
          });
    }
  }

  /** Deploys for good, and returns where it serves. */
  private String serve(String[] arguments) throws Exception {
    deploy(arguments[0], Map.of("key-set", arguments[1], "database", arguments[2]));
    return "http://127.0.0.1:" + port() + PATH + "/?token=";
  }

  /** Returns the answers that were given, each once. */
  private String redeploy(String[] arguments) throws Exception {
    Set<String> answers = new TreeSet<>();
    deployed.add(
        new WeakReference<>(
            deploy(arguments[0], Map.of("key-set", arguments[1], "database", arguments[2]))));
    for (int request = 0; request < REQUESTS; request++) {
      answers.add(get(arguments[3]));
    }
    undeploy();
    return String.join(" / ", answers);
  }

  private String get(String token) throws IOException {
    URI address = URI.create("http://127.0.0.1:" + port() + PATH + "/?token=" + token);
    try (InputStream in = address.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Returns how many of the web applications' class loaders are still there. The server goes on
   * being asked for other things meanwhile: the iterator of an idle selector of Jetty holds the
   * connection that it looked at last, and with it the web application that answered there.
   */
  private long left() throws IOException {
    for (int request = 0; request < REQUESTS; request++) {
      HttpURLConnection elsewhere =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port() + "/elsewhere").toURL().openConnection();
      elsewhere.setRequestProperty("Connection", "close");
      elsewhere.getResponseCode();
      elsewhere.disconnect();
    }
    System.gc();
    return deployed.stream().filter(loader -> loader.get() != null).count();
  }
}
