package dev.latchkey.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.demo.RolloutStatus.Comparison;
import dev.latchkey.demo.WalkedStep.Outcome;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RoutingHandler;
import io.undertow.util.Headers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against an agent that answers what the interface's description says, a state for each look. */
@Timeout(30)
class WalkTest {
  private static final Clock NO_TIME =
      new Clock() {
        @Override
        public long nanoTime() {
          return 0;
        }

        @Override
        public void sleepUntil(long nanoTime) {}
      };

  @TempDir private Path directory;
  private final LinkedBlockingDeque<String> states = new LinkedBlockingDeque<>();
  private final LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private int statusOfAdvance = 200;
  private Undertow agent;
  private Walk walk;

  @BeforeEach
  void start() throws Exception {
    agent =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setHandler(
                new RoutingHandler()
                    .get("/api/v1/phases/jwks", this::state)
                    .post("/api/v1/phases/jwks/rollout", exchange -> note(exchange, 200))
                    .post(
                        "/api/v1/phases/jwks/advance", exchange -> note(exchange, statusOfAdvance)))
            .build();
    agent.start();
    var address = (InetSocketAddress) agent.getListenerInfo().get(0).getAddress();
    Files.writeString(directory.resolve("token"), "s3cret\n");
    walk =
        new Walk(
            Duration.ofSeconds(2),
            new AdminClient(
                URI.create("http://127.0.0.1:" + address.getPort()), directory.resolve("token")),
            NO_TIME,
            new Progress(new PrintStream(printed, true, StandardCharsets.UTF_8)));
  }

  @AfterEach
  void stop() {
    agent.stop();
  }

  @Test
  void leavesEachStepToTheGuard() throws Exception {
    look("running", 1, 10);
    look("running", 1, 10);
    times("running", 2, 50, 3);
    times("running", 3, 95, 3);
    times("complete", 3, 95, 2);

    var steps = walk.run("jwks");

    assertThat(steps)
        .extracting(WalkedStep::outcome)
        .containsExactly(Outcome.SAFE, Outcome.SAFE, Outcome.COMPLETE);
    assertThat(steps)
        .extracting(WalkedStep::percent)
        .as("the share that was judged, not the next one")
        .containsExactly(10, 50, 95);
    assertThat(steps.get(0).ground())
        .as("what the guard decided on, not how it stood before")
        .isEqualTo(new Comparison("p95", 0.2, 0.15, 0.25));
    assertThat(asked).containsExactly("null {\"reason\":\"demo\",\"plan\":[10,50,100]}");
  }

  @Test
  void tellsTheSentenceOfARollback() throws Exception {
    times("running", 1, 10, 2);
    times("rolled-back", 1, 10, 2);

    assertThat(walk.run("jwks"))
        .extracting(WalkedStep::outcome)
        .containsExactly(Outcome.ROLLED_BACK);
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("    The latest of rolled-back.");
  }

  @Test
  void goesOnByHandWhenTheGuardTakesTooLong() throws Exception {
    times("running", 1, 10, 3);
    times("running", 2, 50, 3);
    times("running", 3, 95, 3);

    var steps = walk.run("jwks");

    assertThat(steps)
        .extracting(WalkedStep::outcome)
        .containsExactly(Outcome.BY_HAND, Outcome.BY_HAND, Outcome.LEFT);
    assertThat(steps.get(0).ground()).isEqualTo(new Comparison("mean", 0.11, 0.1, 0.125));
    assertThat(asked)
        .contains("\"v1-running\" {\"reason\":\"the demo goes on\"}")
        .contains("\"v2-running\" {\"reason\":\"the demo goes on\"}")
        .hasSize(3);
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("    Undecided at 10 %.");
  }

  @Test
  void leavesADecisionToTheGuardThatWasFaster() throws Exception {
    statusOfAdvance = 412;
    times("running", 1, 10, 3);
    times("rolled-back", 1, 10, 2);

    assertThat(walk.run("jwks"))
        .extracting(WalkedStep::outcome)
        .containsExactly(Outcome.ROLLED_BACK);
  }

  @Test
  void stopsWhenSomebodySetsThePhase() {
    times("running", 1, 10, 2);
    look("ended", 1, 10);

    assertThatThrownBy(() -> walk.run("jwks"))
        .isInstanceOf(DemoException.class)
        .hasMessage("The plan of phase jwks is ended; did somebody set it?");
  }

  private void times(String status, int step, int percent, int looks) {
    for (int look = 0; look < looks; look++) {
      look(status, step, percent);
    }
  }

  private void look(String status, int step, int percent) {
    states.add(
        """
        {"id":"jwks","version":"v%2$d-%1$s","rollout":%3$d,"guard":{
          "status":"%1$s","step":%2$d,"stepSeconds":60,"verdict":"undecided",
          "sentence":"Undecided at %3$d %%.",
          "tests":[{"test":"cpu","ratio":2},
            {"test":"mean","ratio":0.11,"low":0.1,"high":0.125,"limit":1.1}],
          "decisions":[{"sentence":"An older one.","test":"","value":null},
            {"sentence":"The latest of %1$s.","test":"p95","value":0.2,"low":0.15,"high":0.25}]}}
        """
            .formatted(status, step, percent));
  }

  private void state(HttpServerExchange exchange) {
    var state = states.remove();
    var version = state.substring(state.indexOf("\"v"), state.indexOf(",\"rollout\""));
    version = version.substring(version.indexOf(':') + 1);
    exchange.getResponseHeaders().put(Headers.ETAG, version);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseSender().send(state);
  }

  private void note(HttpServerExchange exchange, int status) {
    var version = exchange.getRequestHeaders().getFirst(Headers.IF_MATCH);
    exchange
        .getRequestReceiver()
        .receiveFullString(
            (received, body) -> {
              asked.add(version + " " + body);
              received.setStatusCode(status);
              received.getResponseSender().send("{}");
            });
  }
}
