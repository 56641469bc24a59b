package dev.latchkey.demo;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Switches phase {@code pool} on and off under load, with all other phases off, and tells how many
 * requests failed and how many connections one request opens with the phase off before and on
 * afterwards. Confined to one thread.
 */
final class Toggling {
  private static final String PHASE = "pool";

  /** Long enough to learn and to use connections again, at the default rate. */
  private static final int SECONDS_EACH = 3;

  /** What is measured before and after is not to take longer than the switching itself. */
  private static final int PART_OF_THE_TIME = 5;

  /** What the phase is there for; the share is of the connections that it has to spare. */
  private static final double FEWER = 0.9;

  private final DemoSettings settings;
  private final AdminClient agent;
  private final LoadGenerator load;
  private final SessionCounter sessions;

  private boolean on;
  private int switches;

  Toggling(DemoSettings settings, AdminClient agent, LoadGenerator load, SessionCounter sessions) {
    this.settings = settings;
    this.agent = agent;
    this.load = load;
    this.sessions = sessions;
  }

  /**
   * What came of it. Immutable.
   *
   * @param openedOff connections that one request opened with the phase off, before
   * @param openedOn likewise with the phase on, afterwards
   */
  record Outcome(
      int seconds, int switches, int requests, int errors, double openedOff, double openedOn) {
    /** Returns the share of the connections that the phase spared, 0 to 1. */
    double fewerRatio() {
      return openedOff == 0 ? 0 : 1 - openedOn / openedOff;
    }

    /**
     * Returns silently if this is what the phase is there for.
     *
     * @throws DemoException when a request failed or too few connections were spared
     */
    void check() {
      if (errors > 0) {
        throw new DemoException(errors + " requests failed while the phase was switched");
      }
      if (fewerRatio() < FEWER) {
        throw new DemoException(
            "Phase pool spared less than nine connections in ten; its state and the reason are at"
                + " /api/v1/database/pools");
      }
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "Phase pool alone was switched %d times in %d s under load: %d of %d requests failed.%n"
              + "A request opened %.2f connections before, with the phase off,"
              + " and %.2f afterwards, with it on: %.0f %% fewer.",
          switches,
          seconds,
          errors,
          requests,
          openedOff,
          openedOn,
          Math.floor(fewerRatio() * 100));
    }
  }

  Outcome run() throws InterruptedException, SQLException {
    for (var phase : agent.availablePhases()) {
      agent.turn(phase.id(), false);
    }
    var before = opened(false);
    var toggled = toggled();
    var after = opened(true);
    return new Outcome(
        (int) settings.toggled().toSeconds(),
        switches,
        toggled.requests() + before.load.requests() + after.load.requests(),
        toggled.errors() + before.load.errors() + after.load.errors(),
        before.perRequest(),
        after.perRequest());
  }

  /** One load with the phase on or off. */
  private record Opened(LoadResult load, long connections) {
    double perRequest() {
      return (double) connections / load.requests();
    }
  }

  private Opened opened(boolean wanted) throws InterruptedException, SQLException {
    turn(wanted);
    load.run(rate(), atMost(settings.settle()), second -> {});
    var begun = sessions.opened();
    var result = load.run(rate(), atMost(settings.measured()), second -> {});
    return new Opened(result, sessions.opened() - begun);
  }

  /** Half of the demo's: a slow machine does not keep up with that while the phase is off. */
  private int rate() {
    return Math.max(1, settings.ratePerSecond() / 2);
  }

  private Duration atMost(Duration wanted) {
    var longest = settings.toggled().toSeconds() / PART_OF_THE_TIME;
    return Duration.ofSeconds(Math.max(1, Math.min(wanted.toSeconds(), longest)));
  }

  private LoadResult toggled() throws InterruptedException {
    var running = new AtomicBoolean(true);
    var switching = new Thread(() -> turnWhile(running), "demo-toggle");
    switching.setDaemon(true);
    switching.start();
    try {
      return load.run(rate(), settings.toggled(), second -> {});
    } finally {
      running.set(false);
      switching.interrupt();
      switching.join();
    }
  }

  private void turnWhile(AtomicBoolean running) {
    try {
      while (running.get()) {
        turn(!on);
        Thread.sleep(Duration.ofSeconds(SECONDS_EACH).toMillis());
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  /** Called by one thread at a time, which waits for the other before. */
  private void turn(boolean wanted) throws InterruptedException {
    agent.turn(PHASE, wanted);
    on = wanted;
    switches++;
  }
}
