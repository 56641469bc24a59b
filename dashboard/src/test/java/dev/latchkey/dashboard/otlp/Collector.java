package dev.latchkey.dashboard.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.latchkey.dashboard.http.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.GZIPInputStream;

/** Takes OTLP over HTTP, and answers with the statuses that it is told to, then with 200. */
final class Collector implements AutoCloseable {
  private final HttpServer server;
  private final BlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();
  private final List<JsonNode> taken = new CopyOnWriteArrayList<>();
  private final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();
  private final List<String> paths = new CopyOnWriteArrayList<>();

  Collector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode body;
      try (var in = new GZIPInputStream(exchange.getRequestBody())) {
        body = Json.read(in.readAllBytes());
      }
      paths.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
      headers.add(exchange.getRequestHeaders());
      Integer status = statuses.poll();
      if (status == null) {
        taken.add(body);
      }
      byte[] answer = "{}".getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(status == null ? 200 : status, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  /** Answers the next requests with these. */
  void refuse(int... next) {
    for (int status : next) {
      statuses.add(status);
    }
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What was answered with 200, oldest first. */
  List<JsonNode> taken() {
    return taken;
  }

  List<Map<String, List<String>>> headers() {
    return headers;
  }

  List<String> paths() {
    return paths;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
