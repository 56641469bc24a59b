package dev.latchkey.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.latchkey.dashboard.http.Json;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A clock that the waiting itself moves, and a server that answers by that clock. */
@Timeout(120)
class GateWatchTest implements GateWatch.Time {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final StringWriter err = new StringWriter();
  private HttpServer server;
  private long nanos;
  private volatile Script script = second -> "pass";
  private volatile Script phase = second -> phase(3, true, "alice");

  /** What is so at a second. */
  private interface Script {
    String at(long second);
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.createContext("/api/v1/phases/jwks/gate", exchange -> answer(exchange, gate()));
    server.createContext(
        "/api/v1/phases/jwks", exchange -> answer(exchange, phase.at(secondsPassed())));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Override
  public synchronized long nanos() {
    return nanos;
  }

  @Override
  public synchronized void pause(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private long secondsPassed() {
    return TimeUnit.NANOSECONDS.toSeconds(nanos());
  }

  private static void answer(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String gate() {
    String verdict = script.at(secondsPassed());
    return """
        {"phase":"jwks","verdict":"%s","criteria":[
          {"name":"hit-rate","value":0.84,"wanted":"above","limit":0.9,"unit":"ratio",
           "verdict":"%s","detail":"Nobody asked."},
          {"name":"mean-latency","value":12,"wanted":"below","limit":50,"unit":"ms",
           "verdict":"pass","detail":"of 40 calls"}]}
        """
        .formatted(verdict, verdict);
  }

  private static String phase(int version, boolean enabled, String by) {
    return "{\"id\":\"jwks\",\"version\":%d,\"enabled\":%s,\"rollout\":50,\"changedBy\":\"%s\"}"
        .formatted(version, enabled, by);
  }

  private JsonNode follow() throws CommandException {
    ApiClient client =
        new ApiClient(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
            new TokenSource(new File("none"), false),
            Optional.empty(),
            new PrintWriter(err));
    JsonNode switched;
    try {
      switched = Json.read(phase(3, true, "alice").getBytes(StandardCharsets.UTF_8));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    try (StatusLine line = new StatusLine(new PrintWriter(err), false)) {
      return new GateWatch(client, line, this).follow(switched, LIMIT);
    }
  }

  private CommandException refused() {
    try {
      throw new AssertionError("passed: " + follow());
    } catch (CommandException failed) {
      return failed;
    }
  }

  @Test
  void whatPassedBeforeTheSwitchIsNoAnswer() throws CommandException {
    assertThat(follow().path("verdict").asText()).isEqualTo("pass");
    assertThat(secondsPassed()).as("a whole minute after the switch").isEqualTo(60);
  }

  @Test
  void aCacheThatFillsIsGivenItsTime() throws CommandException {
    script = second -> second < 10 ? "not-enough-data" : second < 100 ? "fail" : "pass";
    assertThat(follow().path("verdict").asText()).isEqualTo("pass");
    assertThat(secondsPassed()).isEqualTo(100);
    assertThat(err.toString().lines())
        .containsExactly(
            "gate of jwks: not enough data, 1 of 2 criteria pass, 0s of 3m 0s",
            "gate of jwks: fail, 1 of 2 criteria pass, 10s of 3m 0s");
  }

  @Test
  void aGateThatFailsEndsWithWhatFailed() {
    script = second -> "fail";
    CommandException failed = refused();
    assertThat(failed.exitCode()).isEqualTo(6);
    assertThat(failed)
        .hasMessage("LK-4036 the gate of jwks fails: hit-rate is 84.0 %, wanted above 90.0 %");
    assertThat(secondsPassed()).isEqualTo(120);
  }

  @Test
  void whatCannotBeJudgedInTimeIsNoFailureAndNoPass() {
    script = second -> "not-enough-data";
    CommandException failed = refused();
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed)
        .hasMessage(
            "LK-4037 the gate of jwks cannot be judged after 3m 0s: hit-rate: Nobody asked; the"
                + " phase stays as it is");
    assertThat(secondsPassed()).isEqualTo(LIMIT.toSeconds());
  }

  @Test
  void aRollbackIsAFailure() {
    script = second -> "not-enough-data";
    phase = second -> second < 30 ? phase(3, true, "alice") : phase(4, false, "auto");
    CommandException failed = refused();
    assertThat(failed.exitCode()).isEqualTo(6);
    assertThat(failed).hasMessageContaining("rolled jwks back");
  }

  @Test
  void whoeverSwitchesItMeanwhileIsNamed() {
    phase = second -> second < 30 ? phase(3, true, "alice") : phase(4, true, "bob");
    CommandException failed = refused();
    assertThat(failed.exitCode()).isEqualTo(7);
    assertThat(failed).hasMessage("LK-4038 bob switched jwks meanwhile: it is on for 50 %");
  }

  @Test
  void theNextStepOfAPlanHasAMinuteOfItsOwn() throws CommandException {
    phase = second -> second < 30 ? phase(3, true, "alice") : phase(4, true, "auto");
    follow();
    assertThat(secondsPassed()).isEqualTo(90);
  }
}
