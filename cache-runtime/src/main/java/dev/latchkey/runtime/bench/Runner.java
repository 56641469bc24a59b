package dev.latchkey.runtime.bench;

import dev.latchkey.runtime.time.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Runs loads on one target and lets somebody look on. Confined to one thread. */
final class Runner {
  private static final double MOST_ERRORS = 0.5;

  private final Target target;
  private final BenchSettings settings;
  private final BenchWatch watch;
  private final Ticker ticker;

  // The one reading of the clock of the day: what sets it later does not reach the log.
  private final long openedMillis;
  private final long openedNanos;

  Runner(Target target, BenchSettings settings, BenchWatch watch) {
    this(target, settings, watch, Ticker.system());
  }

  Runner(Target target, BenchSettings settings, BenchWatch watch, Ticker ticker) {
    this.target = target;
    this.settings = settings;
    this.watch = watch;
    this.ticker = ticker;
    openedMillis = ticker.wallMillis();
    openedNanos = ticker.nanos();
  }

  Target target() {
    return target;
  }

  BenchSettings settings() {
    return settings;
  }

  BenchWatch watch() {
    return watch;
  }

  /** A load with its users, open until it is closed. */
  OpenLoop open(int users, Map<TokenKind, Double> mix) throws IOException {
    Population population =
        new Population(target.requests(), settings.reuse(), users, mix, settings.seed());
    return new OpenLoop(target.peer(), population, target.head());
  }

  int connections(int users) {
    return Math.min(users, settings.mostConnections());
  }

  /**
   * Runs a load.
   *
   * @param log whether its seconds are kept
   */
  LoadResult run(OpenLoop loop, String what, double rate, Duration duration, int users, boolean log)
      throws IOException {
    Load load = new Load(rate, duration, connections(users), settings.timeout());
    return run(loop, what, load, log);
  }

  /** Runs a load of which no second is kept, whose requests may take another time. */
  LoadResult run(
      OpenLoop loop, String what, double rate, Duration duration, int users, Duration timeout)
      throws IOException {
    return run(loop, what, new Load(rate, duration, connections(users), timeout), false);
  }

  private LoadResult run(OpenLoop loop, String what, Load load, boolean log) throws IOException {
    watch.begins(what, load.ratePerSecond(), (int) Math.max(1, load.duration().toSeconds()));
    long beganAt = openedMillis + TimeUnit.NANOSECONDS.toMillis(ticker.nanos() - openedNanos);
    try {
      return loop.run(load, (number, latencies) -> look(what, beganAt, number, latencies, log));
    } catch (UncheckedIOException full) {
      throw full.getCause();
    }
  }

  private @Nullable String look(
      String what, long beganAt, int number, Histogram latencies, boolean log) {
    watch.second(latencies);
    if (log) {
      try {
        watch.log(what, beganAt + 1000L * number, latencies);
      } catch (IOException full) {
        throw new UncheckedIOException(full);
      }
    }
    String why = watch.stopped();
    return why.isEmpty() ? null : why;
  }

  /**
   * Lets the service get warm, and finds out whether it accepts the tokens at all: the time that a
   * refusal takes is no measurement.
   */
  void warmUp(double rate, int users) throws IOException, BenchException {
    if (settings.warmUp().isZero()) {
      return;
    }
    try (OpenLoop loop = open(users, Map.of())) {
      check(run(loop, "warm-up", rate, settings.warmUp(), users, false));
    }
  }

  private void check(LoadResult load) throws BenchException {
    long all = load.latency(TokenKind.GOOD).getTotalCount();
    if (all > 0 && load.errorRatio() >= MOST_ERRORS) {
      throw new BenchException(
          "of "
              + all
              + " requests with good tokens "
              + load.errors()
              + " failed, most often with "
              + load.usualError()
              + ", at "
              + target.peer()
              + "; "
              + hint(load.usualError()));
    }
  }

  private static String hint(String answer) {
    return switch (answer) {
      case "401", "403" -> "are these tokens of its issuer, for its audience, and still good?";
      case "404" -> "is the path right?";
      case "no connection" -> "does it run, and on this port?";
      case "untrusted certificate" -> "name who signed it with --ca";
      case "certificate of another host" -> "address it by a name that its certificate has";
      case "TLS refused" -> "is it an https port, and does it want a client's certificate?";
      default -> "nothing was measured";
    };
  }
}
