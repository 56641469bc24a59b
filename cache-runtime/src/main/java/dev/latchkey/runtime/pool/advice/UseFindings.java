package dev.latchkey.runtime.pool.advice;

import dev.latchkey.runtime.jdbc.StatementSnapshot;
import dev.latchkey.runtime.pool.advice.Advice.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds what can be told of statements from their times and counts alone. Stateless. */
final class UseFindings {
  /** By safety rule POOL-44. */
  private static final int MANY = 10;

  /** An indexed lookup takes well below a millisecond: this is twenty times that. */
  private static final Duration SLOW = Duration.ofMillis(20);

  private static final double NANOS_PER_MILLI = 1e6;

  private UseFindings() {}

  /** Returns the findings about one statement. */
  static List<Advice> of(StatementSnapshot use, double share, Instant now) {
    List<Advice> found = new ArrayList<>();
    repeated(use, share, now).ifPresent(found::add);
    slow(use, share, now).ifPresent(found::add);
    return found;
  }

  private static Optional<Advice> repeated(StatementSnapshot use, double share, Instant now) {
    int most = use.mostInOneOperation();
    if (most < MANY) {
      return Optional.empty();
    }
    String from = use.callSite().isEmpty() ? "" : ", from " + use.callSite();
    return Optional.of(
        new Advice(
            Kind.REPEATED,
            use.shape(),
            "The statement ran " + most + " times within one operation" + from + ".",
            List.of("One statement for all of these rows would do."),
            "",
            Scores.of(share, 1 - 1.0 / most),
            now,
            null));
  }

  private static Optional<Advice> slow(StatementSnapshot use, double share, Instant now) {
    double mean = (double) use.totalNanos() / Math.max(1, use.count());
    if (mean < SLOW.toNanos()) {
      return Optional.empty();
    }
    return Optional.of(
        new Advice(
            Kind.SLOW,
            use.shape(),
            String.format(Locale.ROOT, "The statement takes %.0f ms on average.", millis(mean)),
            List.of(
                String.format(
                    Locale.ROOT,
                    "%,d calls, 95th percentile %.0f ms.",
                    use.count(),
                    millis((double) use.p95Nanos()))),
            "",
            Scores.of(share, 1 - SLOW.toNanos() / mean),
            now,
            null));
  }

  private static double millis(double nanos) {
    return nanos / NANOS_PER_MILLI;
  }
}
