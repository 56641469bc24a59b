package dev.latchkey.runtime.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.alert.Alert.State;
import dev.latchkey.runtime.audit.Event;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.LatchkeyConfig;
import dev.latchkey.runtime.history.History;
import dev.latchkey.runtime.history.MeasuredApp;
import dev.latchkey.runtime.time.ManualTicker;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertsTest {
  private static final String SLOW =
      "alerts: [ { name: slow, when: auth.p95 > 500ms for 2m, severity: critical } ]";
  private static final String BURN = "alerts: [ { name: burn, when: auth.success burns 99.9% } ]";

  @TempDir private Path home;

  private final ManualTicker ticker =
      new ManualTicker(0, System.currentTimeMillis() / 600_000 * 600_000);
  private final EventLog events = new EventLog(100, ticker);
  private final List<String> news = new ArrayList<>();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private MeasuredApp app;
  private History history;
  private Alerts alerts;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private void start(String yaml) {
    app = new MeasuredApp(ticker);
    history =
        new History(
            new File(home.toFile(), "history-app"), () -> Duration.ofDays(30), ticker, news::add);
    history.start();
    alerts = new Alerts(config(yaml), history, events, "app.jar", ticker);
    alerts.onNews(news::add);
    alerts.start();
    app.tell(history::add);
    app.tell(alerts::second);
    opened.add(alerts);
    opened.add(history);
  }

  private static LatchkeyConfig config(String yaml) {
    var result = ConfigReader.read(yaml, "f", Map.of());
    assertThat(result.problems()).isEmpty();
    return result.config().orElseThrow();
  }

  private void run(int seconds, double... millis) {
    for (int i = 0; i < seconds; i++) {
      app.second(millis);
    }
  }

  private State state(String id) {
    return alerts.alert(id).orElseThrow().state();
  }

  private List<String> kinds() {
    return events.after(0).stream().map(Event::kind).toList();
  }

  @Test
  void firesAfterItHeldForLongEnoughAndIsOverAfterACalmMinute() {
    start(SLOW);
    run(30, 100, 200);
    assertThat(state("slow")).isEqualTo(State.OK);

    run(110, 100, 800);
    assertThat(state("slow")).isEqualTo(State.PENDING);
    assertThat(news).isEmpty();

    run(30, 100, 800);
    assertThat(state("slow")).isEqualTo(State.FIRING);
    assertThat(news).hasSize(1);
    assertThat(news.get(0))
        .contains("alert=slow severity=critical", "auth.p95 is 8", "auth.p95 > 500ms for 2m");

    run(50, 100);
    assertThat(state("slow")).as("one good value is no end").isEqualTo(State.FIRING);
    run(40, 100);
    assertThat(state("slow")).isEqualTo(State.RESOLVED);
    assertThat(kinds()).containsExactly("alert.firing", "alert.resolved");
  }

  @Test
  void aShortSpikeFiresNothing() {
    start(SLOW);
    for (int i = 0; i < 10; i++) {
      run(60, 900);
      run(20, 100);
    }
    assertThat(kinds()).isEmpty();
    assertThat(state("slow")).isEqualTo(State.OK);
  }

  /** Its kernel takes the connection; nobody ever answers. */
  @Test
  void aWebhookThatNeverAnswersHoldsUpNoAlert() throws IOException {
    try (ServerSocket hanging = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      start(
          SLOW
              + "\nnotifications: { webhook: \"http://127.0.0.1:"
              + hanging.getLocalPort()
              + "/\" }");
      for (int i = 0; i < 60; i++) {
        run(160, 900);
        assertThat(state("slow")).isEqualTo(State.FIRING);
        run(90, 100);
        assertThat(state("slow")).isEqualTo(State.RESOLVED);
      }
      assertThat(news).as("told in the log all the same").hasSizeGreaterThanOrEqualTo(60);
      assertThat(alerts.delivery().delivered()).isZero();
      assertThat(alerts.delivery().waiting()).isBetween(1, 100);
    }
  }

  @Test
  void secondsWithoutTrafficAreNotSlow() {
    start("alerts: [ { name: idle, when: auth.p95 < 1s for 0s } ]");
    run(120);
    assertThat(state("idle")).isEqualTo(State.OK);
  }

  @Test
  void whoeverAcknowledgedIsShownUntilItIsOver() {
    start(SLOW);
    assertThat(alerts.acknowledge("slow", "api", "")).as("nothing fires").isFalse();
    run(160, 900);

    assertThat(alerts.acknowledge("slow", "alice", "ticket 812")).isTrue();
    assertThat(alerts.acknowledge("slow", "bob", "")).as("again").isTrue();
    assertThat(state("slow")).isEqualTo(State.ACKNOWLEDGED);
    assertThat(alerts.alert("slow").orElseThrow().acknowledgedBy()).contains("alice");
    run(160, 900);
    assertThat(state("slow")).isEqualTo(State.ACKNOWLEDGED);
    run(90, 100);
    assertThat(state("slow")).isEqualTo(State.RESOLVED);
    assertThat(alerts.alert("slow").orElseThrow().acknowledgedBy()).isEmpty();
    run(160, 900);
    assertThat(state("slow")).as("another time is another alert").isEqualTo(State.FIRING);
    assertThat(alerts.acknowledge("none", "api", "")).isFalse();
  }

  @Test
  void aSilencedAlertTellsNobodyUntilTheSilenceEnds() {
    start(SLOW);
    assertThat(alerts.silence("slow", Duration.ofMinutes(10), "alice", "load test")).isTrue();
    run(200, 900);
    assertThat(state("slow")).isEqualTo(State.SILENCED);
    assertThat(news).isEmpty();

    run(420, 900);
    assertThat(state("slow")).isEqualTo(State.FIRING);
    assertThat(news).hasSize(1);

    alerts.silence("slow", Duration.ofMinutes(10), "alice", "");
    assertThat(state("slow")).isEqualTo(State.SILENCED);
    alerts.silence("slow", Duration.ZERO, "alice", "");
    assertThat(state("slow")).isEqualTo(State.FIRING);
    run(20, 900);
    assertThat(news).as("it was told before").hasSize(1);
    assertThat(kinds())
        .containsExactly("alert.silenced", "alert.firing", "alert.silenced", "alert.unsilenced");
    assertThat(alerts.silence("none", Duration.ofMinutes(1), "alice", "")).isFalse();
  }

  @Test
  void howItStandsOutlivesARestart() throws Exception {
    start(SLOW);
    run(160, 900);
    alerts.acknowledge("slow", "alice", "");
    alerts.close();
    history.close();

    start(SLOW);

    assertThat(state("slow")).isEqualTo(State.ACKNOWLEDGED);
    assertThat(alerts.alert("slow").orElseThrow().acknowledgedBy()).contains("alice");
    run(20, 900);
    assertThat(news).as("told once, not once more after the restart").hasSize(1);
  }

  @Test
  void aChangedFileKeepsWhatItStillNames() {
    start(SLOW);
    run(160, 900);
    alerts.configure(config(SLOW.replace("500ms", "600ms")));
    assertThat(state("slow")).isEqualTo(State.FIRING);
    alerts.configure(config(BURN));
    assertThat(alerts.alert("slow")).isEmpty();
    assertThat(state("burn")).isEqualTo(State.OK);
  }

  private static double[] operations(int count, int failing) {
    double[] millis = new double[count];
    Arrays.fill(millis, 1);
    Arrays.fill(millis, 0, failing, -1);
    return millis;
  }

  @Test
  void anObjectiveThatIsUsedUpFastFires() {
    start(BURN);
    run(600, operations(10, 0));
    run(290, operations(10, 2));
    awaitState("burn", State.FIRING);
    assertThat(alerts.alert("burn").orElseThrow().sentence())
        .contains("failed in the last 1h", "in the last 5min", "14.4 times what 99.9% allows");
  }

  /** The history takes seconds in on a thread of its own. */
  private void awaitState(String id, State wanted) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> {
              run(10, operations(10, 2));
              return state(id) == wanted;
            });
  }

  @Test
  void aFewFailuresOfAQuietHourFireNothing() {
    start(BURN);
    run(1200, operations(1, 0));
    run(9, operations(1, 1));
    run(60, operations(1, 0));
    assertThat(state("burn")).isEqualTo(State.OK);
  }

  @Test
  void aWrongAnswerFiresWithoutBeingAskedFor() {
    start("");
    events.add("coherence.violated", Event.Severity.ERROR, "auto", "An answer differed.");
    run(20, 1);
    assertThat(state("wrong-answer")).isEqualTo(State.FIRING);
    assertThat(news)
        .singleElement()
        .asString()
        .contains("severity=critical", "An answer differed.");
    run(3_700, 1);
    assertThat(state("wrong-answer")).isEqualTo(State.RESOLVED);
    events.add("rollout.rolled-back", Event.Severity.INFO, "api", "A person did.");
    run(20, 1);
    assertThat(state("rolled-back")).as("what a person did").isEqualTo(State.OK);
  }

  @Test
  void keptTextsThatAreNoneAreLeftOut() {
    Map<String, Track> read =
        AlertJson.read(
            "{\"a\":{\"state\":\"FIRING\",\"since\":\"2026-01-01T00:00:00Z\"},\"b\":{\"state\":\"?\"},\"c\":7}"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(read).containsOnlyKeys("a");
    assertThat(read.get("a").since).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(AlertJson.read(new byte[] {1, 2, 3})).isEmpty();
    assertThat(AlertJson.read("[1]".getBytes(java.nio.charset.StandardCharsets.UTF_8))).isEmpty();
  }
}
