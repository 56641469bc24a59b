package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.http.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import javax.net.ssl.SSLContext;
import picocli.CommandLine;

/** Calls one agent's HTTP API. Confined to the thread of the command. */
final class ApiClient {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final URI address;
  private final TokenSource token;
  private final PrintWriter err;
  private final HttpClient http;
  private boolean readsOnly;

  /**
   * Asks nothing yet.
   *
   * @param err where a terminal is told that an answer takes longer than a second
   */
  ApiClient(URI address, TokenSource token, Optional<SSLContext> trust, PrintWriter err) {
    this.address = address;
    this.token = token;
    this.err = err;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10));
    trust.ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  /** Refuses changes from now on: a command that is repeated would make its own again and again. */
  void readOnly() {
    readsOnly = true;
  }

  /** Returns the dashboard's address. */
  URI address() {
    return address;
  }

  /**
   * Reads a resource.
   *
   * @throws CommandException with the exit code for what went wrong
   */
  JsonNode read(String path) throws CommandException {
    return json(send("GET", path, "", false));
  }

  /** Reads a resource as it comes. */
  byte[] bytes(String path) throws CommandException {
    return send("GET", path, "", false).body();
  }

  /**
   * Changes something, with the token.
   *
   * @throws CommandException with the exit code for what went wrong
   */
  JsonNode change(String method, String path, Map<String, ?> body) throws CommandException {
    if (readsOnly) {
      throw new CommandException(
          CommandLine.ExitCode.USAGE,
          "LK-4042",
          "--watch repeats a command, and this one changes something; leave --watch out");
    }
    return json(send(method, path, Json.text(body), true));
  }

  private HttpResponse<byte[]> send(String method, String path, String body, boolean withToken)
      throws CommandException {
    return checked(exchange(method, path, body, withToken));
  }

  private HttpResponse<byte[]> exchange(String method, String path, String body, boolean withToken)
      throws CommandException {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(address.resolve("/").resolve(path)).timeout(LIMIT);
      if (withToken || token.given() || !isLoopback()) {
        request.header("Authorization", "Bearer " + token.read());
      }
      if (body.isEmpty()) {
        request.method(method, BodyPublishers.noBody());
      } else {
        request.header("Content-Type", "application/json");
        request.method(method, BodyPublishers.ofString(body));
      }
      return await(request.build());
    } catch (IOException | IllegalArgumentException failure) {
      throw new CommandException(
          ExitCodes.REFUSED,
          "LK-4020",
          "no agent answers at "
              + address
              + " ("
              + failure.getClass().getSimpleName()
              + "); 'ps' lists the agents of this user");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCodes.INTERRUPTED, "LK-4026", "interrupted");
    }
  }

  private HttpResponse<byte[]> await(HttpRequest request) throws IOException, InterruptedException {
    try (Waiting waiting = new Waiting(err, "waiting for " + address)) {
      if (Terminal.isThere()) {
        waiting.tell(Duration.ofSeconds(1));
      }
      return http.send(request, BodyHandlers.ofByteArray());
    }
  }

  /** A token must not be shown to whoever happens to answer at a name. */
  private boolean isLoopback() throws UnknownHostException {
    return InetAddress.getByName(address.getHost()).isLoopbackAddress();
  }

  private static HttpResponse<byte[]> checked(HttpResponse<byte[]> answer) throws CommandException {
    int status = answer.statusCode();
    if (status < 300) {
      return answer;
    }
    int exitCode =
        switch (status) {
          case 401, 403, 421, 429 -> ExitCodes.REFUSED;
          case 409, 412 -> ExitCodes.CONFLICT;
          case 400, 404 -> 2;
          default -> 1;
        };
    throw new CommandException(
        exitCode, "LK-4027", "the agent refused (" + status + "): " + reason(answer.body()));
  }

  private static String reason(byte[] body) {
    try {
      JsonNode problem = Json.read(body);
      StringJoiner reasons = new StringJoiner("; ");
      problem.path("errors").forEach(error -> reasons.add(error.path("detail").asText()));
      String all = reasons.length() == 0 ? problem.path("detail").asText() : reasons.toString();
      return Text.printable(all);
    } catch (IOException none) {
      return "without a reason";
    }
  }

  private static JsonNode json(HttpResponse<byte[]> answer) throws CommandException {
    try {
      byte[] body =
          answer.body().length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : answer.body();
      return Json.read(body);
    } catch (IOException malformed) {
      throw new CommandException(
          ExitCodes.REFUSED, "LK-4020", "what answers at " + answer.uri() + " is no agent");
    }
  }
}
