package dev.latchkey.runtime.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.time.ManualTicker;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeWatchTest {
  @TempDir private Path home;

  private final ManualTicker ticker =
      new ManualTicker(0, System.currentTimeMillis() / 600_000 * 600_000);
  private final EventLog events = new EventLog(100, ticker);
  private final MeasuredApp app = new MeasuredApp(ticker);
  private History history;
  private ChangeWatch watch;

  @BeforeEach
  void start() {
    history =
        new History(
            new Shelves(new File(home.toFile(), "history-app"), 0),
            () -> Duration.ofDays(30),
            ticker,
            trouble -> {});
    history.open();
    watch = new ChangeWatch(history, events);
    app.tell(history::add);
    app.tell((second, span) -> history.drain());
    app.tell(watch::second);
  }

  @AfterEach
  void close() {
    history.close();
  }

  /** Minutes of one long second each, as many as are needed. */
  private void run(int minutes, double medianMillis, int failing) {
    for (int i = 0; i < minutes; i++) {
      double[] times = app.times(60, medianMillis);
      for (int j = 0; j < failing; j++) {
        times[j] = -times[j];
      }
      app.second(times);
      ticker.advance(Duration.ofMinutes(1).minusMillis(ticker.wallMillis() % 60_000));
    }
  }

  private String told(String kind) {
    return events.after(0).stream()
        .filter(event -> event.kind().equals(kind))
        .map(event -> event.text())
        .reduce("", (one, other) -> one + other + "\n");
  }

  @Test
  void aPhaseThatMakesItSlowerIsTold() {
    run(120, 2, 0);
    events.add("phase.changed", Severity.INFO, "api", "Phase jwt is on at 50 %.");
    run(20, 5, 0);

    assertThat(told("history.regression"))
        .contains("auth.p50 went from ", "auth.p95 went from", "Phase jwt is on at 50 %.");
    assertThat(told("history.improvement")).isEmpty();
    assertThat(watch.changes())
        .anySatisfy(
            change -> {
              assertThat(change.metric()).isEqualTo("auth.p50");
              assertThat(change.before()).isBetween(1.6, 2.4);
              assertThat(change.after()).isBetween(4.0, 6.0);
              assertThat(change.worse()).isTrue();
            });
  }

  @Test
  void aDeployThatMakesItFasterAndFailIsToldAsBoth() {
    run(120, 4, 0);
    ticker.advance(Duration.ofMinutes(3));
    events.add("agent.started", Severity.INFO, "auto", "The agent started.");
    run(5, 40, 0);
    run(20, 2, 3);

    assertThat(told("history.improvement")).contains("auth.p50 went from ");
    assertThat(told("history.regression"))
        .contains("auth.success went from 100.00 % to 95.00 %")
        .doesNotContain("auth.p50");
  }

  @Test
  void nothingIsSaidWhereNothingChanged() {
    run(120, 2, 0);
    for (int i = 0; i < 20; i++) {
      events.add("config.reloaded", Severity.INFO, "config", "The file was changed.");
      run(20, 2, 0);
    }
    assertThat(watch.changes()).isEmpty();
  }

  @Test
  void whatBecameSlowerByItselfIsToldOnceWithItsTime() {
    run(200, 2, 0);
    long changed = ticker.wallMillis() / 1000;
    run(200, 5, 0);

    assertThat(told("history.regression"))
        .contains("auth.p50 went from ", "nothing that the agent knows of", "Pettitt");
    assertThat(watch.changes())
        .filteredOn(change -> change.metric().equals("auth.p50"))
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.at().getEpochSecond()).isBetween(changed - 600, changed + 600);
              assertThat(change.before()).isBetween(1.6, 2.4);
              assertThat(change.after()).isBetween(4.0, 6.0);
              assertThat(change.worse()).isTrue();
            });
    run(200, 2, 0);
    assertThat(told("history.improvement")).contains("auth.p50 went from ");
  }

  @Test
  void aLoadThatRisesOverTheDayIsNoChange() {
    for (int hour = 0; hour < 10; hour++) {
      for (int i = 0; i < 12; i++) {
        run(5, 2 + hour / 4.0 + i / 48.0, 0);
      }
    }
    assertThat(watch.changes()).isEmpty();
  }

  @Test
  void whatAKnownChangeDidIsNotToldAsAnUnknownOne() {
    run(120, 2, 0);
    events.add("phase.changed", Severity.INFO, "api", "Phase jwt is on at 50 %.");
    run(200, 5, 0);
    assertThat(told("history.regression"))
        .contains("Phase jwt is on")
        .doesNotContain("nothing that the agent knows of");
  }

  @Test
  void nothingIsSaidWithoutEnoughBeforeIt() {
    run(50, 2, 0);
    events.add("phase.changed", Severity.INFO, "api", "Phase jwt is on.");
    run(30, 9, 0);
    assertThat(watch.changes()).isEmpty();
  }
}
