package dev.latchkey.it.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An authorization server that issues opaque tokens and tells its clients about them (RFC 7662). A
 * client signs in with its name and {@link #SECRET}. Thread-safe.
 */
public final class IntrospectionEndpoint implements AutoCloseable {
  /** What every client signs in with. */
  public static final String SECRET = "introspection-secret";

  private static final String PATH = "/introspect/";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Map<String, Object>> tokens = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
  private volatile int status = 200;
  private volatile String body = "";

  /** Starts on a free port. */
  public IntrospectionEndpoint() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext(PATH, this::serve);
    server.start();
  }

  /** Returns the address at which a client asks. */
  public String url(String client) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + PATH + client;
  }

  /** Issues a token; {@code more} is added to what is told of it. */
  public String issue(String subject, Instant expiry, Map<String, Object> more) {
    Map<String, Object> claims = new TreeMap<>();
    claims.put("active", true);
    claims.put("sub", subject);
    claims.put("iss", "https://issuer.example");
    claims.put("aud", List.of("orders"));
    claims.put("scope", "read write");
    claims.put("roles", List.of("user"));
    claims.put("iat", Instant.now().getEpochSecond());
    claims.put("exp", expiry.getEpochSecond());
    claims.putAll(more);
    String token = "opaque-" + UUID.randomUUID();
    tokens.put(token, claims);
    return token;
  }

  /** Takes a token back: from now on it is not active. */
  public void revoke(String token) {
    tokens.remove(token);
  }

  /** Answers with this HTTP status and body from now on; with 200 and no body as it should. */
  public void answerWith(int httpStatus, String text) {
    status = httpStatus;
    body = text;
  }

  /** Returns how often a client asked. */
  public int requests(String client) {
    return requests.computeIfAbsent(client, name -> new AtomicInteger()).get();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String client = exchange.getRequestURI().getPath().substring(PATH.length());
      requests.computeIfAbsent(client, name -> new AtomicInteger()).incrementAndGet();
      String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      boolean known = isSignedIn(exchange, client);
      byte[] answer = (known ? answer(form) : "").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(known ? status : 401, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private static boolean isSignedIn(HttpExchange exchange, String client) {
    String credentials =
        Base64.getEncoder()
            .encodeToString((client + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
    return ("Basic " + credentials).equals(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private String answer(String form) throws IOException {
    if (status != 200 || !body.isEmpty()) {
      return body;
    }
    Map<String, Object> claims = tokens.get(token(form));
    boolean active =
        claims != null && Instant.now().getEpochSecond() < ((Number) claims.get("exp")).longValue();
    return JSON.writeValueAsString(active ? claims : Map.of("active", false));
  }

  private static String token(String form) {
    for (String field : form.split("&")) {
      if (field.startsWith("token=")) {
        return URLDecoder.decode(field.substring("token=".length()), StandardCharsets.UTF_8);
      }
    }
    return "";
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
