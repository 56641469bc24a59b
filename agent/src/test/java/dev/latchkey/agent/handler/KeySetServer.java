package dev.latchkey.agent.handler;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Serves key sets over HTTP, and fails on command. Thread-safe. */
final class KeySetServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile int status = 200;
  private volatile String body = keySet("k1");
  private volatile Map<String, String> headers = Map.of();
  private volatile CountDownLatch hold = new CountDownLatch(0);

  KeySetServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  static String keySet(String... kids) {
    return Arrays.stream(kids)
        .map(kid -> "{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"" + kid + "\"}")
        .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }

  URL url(String path) {
    try {
      return new URL("http://127.0.0.1:" + server.getAddress().getPort() + path);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  void publish(String... kids) {
    body = keySet(kids);
  }

  void answer(int code, String text) {
    status = code;
    body = text;
  }

  void answer(int code) {
    status = code;
  }

  void headers(Map<String, String> sent) {
    headers = sent;
  }

  /** Keeps all answers back until the latch is open. */
  void hold(CountDownLatch latch) {
    hold = latch;
  }

  int fetches() {
    return fetches.get();
  }

  private void serve(HttpExchange exchange) throws IOException {
    fetches.incrementAndGet();
    try {
      if (exchange.getRequestURI().getPath().startsWith("/slow")) {
        hold.await();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    headers.forEach(exchange.getResponseHeaders()::set);
    if (exchange.getRequestURI().getPath().startsWith("/redirect")) {
      exchange
          .getResponseHeaders()
          .set("Location", "http://localhost:" + server.getAddress().getPort() + "/keys");
      exchange.sendResponseHeaders(302, -1);
      exchange.close();
      return;
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    hold.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
