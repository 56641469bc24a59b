package dev.latchkey.dashboard.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.dashboard.access.AccessGuard;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.recording.Recording;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Serves the dashboard's pages on what was recorded, to this machine alone; nothing can be changed.
 * Thread-safe.
 */
public final class RecordingServer implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final String STATUS = "/api/v1/status";
  private static final String SESSION = "/api/v1/session";

  private final Map<String, byte[]> answers;
  private final Assets assets = new Assets();
  private final FirstFrame first;
  private final Undertow undertow;
  private volatile @Nullable AccessGuard guard;

  /** Prepares a server that listens nowhere yet. */
  public RecordingServer(Recording recording, int port) throws IOException {
    answers = new LinkedHashMap<>(recording.answers());
    answers.put(STATUS, marked(recording));
    answers.put(SESSION, Json.bytes(session(recording)));
    first = new FirstFrame(path -> Optional.ofNullable(answers.get(path)));
    undertow =
        Undertow.builder()
            .setIoThreads(1)
            .setWorkerThreads(1)
            .setServerOption(UndertowOptions.MAX_HEADER_SIZE, 16 * 1024)
            .addHttpListener(port, HOST)
            .setHandler(this::handle)
            .build();
  }

  /** The verdict stands on top of every screen. */
  private static byte[] marked(Recording recording) throws IOException {
    var status = Json.read(recording.answer(STATUS).orElseThrow());
    if (status.path("verdict") instanceof ObjectNode verdict) {
      verdict.put(
          "text", "Recording of " + recording.takenAt() + ": " + verdict.path("text").asText());
    }
    return Json.bytes(status);
  }

  private static Map<String, Object> session(Recording recording) {
    var session = new LinkedHashMap<String, Object>();
    session.put("authenticated", false);
    session.put("role", "viewer");
    session.put("readOnly", true);
    session.put("tokenState", "memory");
    session.put("recordedAt", recording.takenAt());
    return session;
  }

  /**
   * Opens the port.
   *
   * @return the dashboard's address
   * @throws IOException when the port is taken
   */
  public URI start() throws IOException {
    try {
      undertow.start();
    } catch (RuntimeException e) {
      throw new IOException("the port cannot be opened; choose another with --port, or 0", e);
    }
    int port = ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    guard = AccessGuard.of(HOST, port, false);
    return URI.create("http://" + HOST + ":" + port + "/");
  }

  private void handle(HttpServerExchange exchange) {
    SecurityHeaders.add(exchange);
    var access = guard;
    var refused =
        access == null
            ? Optional.of(Problem.busy("the server is starting"))
            : access.check(exchange);
    if (refused.isPresent()) {
      Responder.send(exchange, Reply.problem(refused.get()));
      return;
    }
    var method = exchange.getRequestMethod().toString();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      Responder.send(
          exchange,
          Reply.problem(Problem.readOnly("this is a recording; nothing can be changed in it")));
      return;
    }
    var path = exchange.getRequestPath();
    var answer = answers.get(path);
    if (answer != null) {
      Responder.send(
          exchange,
          path.equals("/metrics")
              ? new Reply(200, "text/plain; charset=utf-8", answer, Map.of())
              : Reply.jsonBytes(answer));
    } else {
      page(exchange, path);
    }
  }

  private void page(HttpServerExchange exchange, String path) {
    if (!Assets.isPage(path)) {
      missing(exchange);
    } else if (Assets.isFile(path)) {
      assets
          .file(path)
          .ifPresentOrElse(asset -> Responder.send(exchange, asset), () -> missing(exchange));
    } else {
      try {
        Responder.send(exchange, assets.page(path, first));
      } catch (IOException broken) {
        missing(exchange);
      }
    }
  }

  private static void missing(HttpServerExchange exchange) {
    Responder.send(
        exchange, Reply.problem(Problem.notFound("nothing is at this path in the recording")));
  }

  /** Closes the port. */
  @Override
  public void close() {
    undertow.stop();
  }
}
