package dev.latchkey.runtime.metrics;

import java.util.function.Function;
import org.HdrHistogram.Histogram;

/**
 * Tells durations that are spread over stripes. No figure ever falls from one reading to the next.
 * Thread-safe.
 */
class StripedDurations<S extends Stripe> {
  private final Stripes<S> stripes;
  private final Function<S, Durations> part;

  /** Tells what {@code part} names in each stripe. */
  StripedDurations(Stripes<S> stripes, Function<S, Durations> part) {
    this.stripes = stripes;
    this.part = part;
  }

  /** Returns how many durations were recorded so far. */
  final long count() {
    return stripes.sum(stripe -> part.apply(stripe).count());
  }

  /** Returns the sum of all durations; read by itself it may be ahead of the count. */
  final long sumNanos() {
    return stripes.sum(stripe -> part.apply(stripe).sumNanos());
  }

  /** Returns about how much room the recorder takes. */
  final long bytes() {
    return stripes.sum(stripe -> part.apply(stripe).bytes());
  }

  /** Returns a copy of all durations so far. */
  final Histogram histogram() {
    Histogram all = Durations.newHistogram();
    stripes.each(stripe -> part.apply(stripe).addTo(all));
    return all;
  }
}
