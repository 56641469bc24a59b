package dev.latchkey.it.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.charset.StandardCharsets;

/** Serves over HTTP whoever has a good token; prints its port. Ends when its input does. */
public final class HttpAuthApp {
  private HttpAuthApp() {}

  /** Takes the key set's address. */
  public static void main(String[] arguments) throws Exception {
    NaiveAuthenticator authenticator = new NaiveAuthenticator(new URL(arguments[0]), "orders");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> serve(exchange, authenticator));
    server.start();
    System.out.println(server.getAddress().getPort());
    while (System.in.read() >= 0) {}
    server.stop(0);
  }

  private static void serve(HttpExchange exchange, NaiveAuthenticator authenticator)
      throws IOException {
    String header = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    try {
      answer(exchange, 200, "hello " + authenticator.authenticate(header.substring(7)));
    } catch (Exception refused) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
      answer(exchange, 401, "who are you?");
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
