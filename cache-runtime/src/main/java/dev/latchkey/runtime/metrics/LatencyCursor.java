package dev.latchkey.runtime.metrics;

import org.HdrHistogram.Histogram;

/** Tells what a recorder took in since it was last asked. Confined to the ticking thread. */
final class LatencyCursor {
  private final StripedDurations<?> recorder;
  private Histogram seen = Durations.newHistogram();
  private long seenSumNanos;

  LatencyCursor(StripedDurations<?> recorder) {
    this.recorder = recorder;
  }

  Latencies next() {
    if (recorder.count() == seen.getTotalCount()) {
      return Latencies.NONE;
    }
    Histogram now = recorder.histogram();
    long sumNanos = recorder.sumNanos();
    Histogram fresh = now.copy();
    fresh.subtract(seen);
    var latencies = Latencies.of(fresh, sumNanos - seenSumNanos);
    seen = now;
    seenSumNanos = sumNanos;
    return latencies;
  }
}
