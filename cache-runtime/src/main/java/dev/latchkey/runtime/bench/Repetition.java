package dev.latchkey.runtime.bench;

import org.HdrHistogram.Histogram;

/**
 * What one run of a scenario came to; of the requests with good tokens, from when they were due. A
 * figure that was not measured is {@code NaN}.
 *
 * @param count requests
 * @param errors those of them that were not answered 2xx
 * @param ratePerSecond at which requests went out
 * @param lagP99Millis how late the driver itself was
 * @param cpuMillis that the service's process took for a request, of any token
 * @param allocatedBytes likewise
 */
public record Repetition(
    long count,
    long errors,
    double ratePerSecond,
    double meanMillis,
    double p50Millis,
    double p95Millis,
    double p99Millis,
    double p999Millis,
    double maxMillis,
    double lagP99Millis,
    double cpuMillis,
    double allocatedBytes) {

  static final double NANOS_PER_MILLI = 1e6;

  /** Sums a load up. */
  static Repetition of(LoadResult load, ServerFigures used) {
    Histogram latency = load.latency(TokenKind.GOOD);
    boolean empty = latency.getTotalCount() == 0;
    return new Repetition(
        latency.getTotalCount(),
        load.errors(),
        load.sentPerSecond(),
        empty ? Double.NaN : latency.getMean() / NANOS_PER_MILLI,
        millis(latency, 50),
        millis(latency, 95),
        millis(latency, 99),
        millis(latency, 99.9),
        millis(latency, 100),
        millis(load.lag(), 99),
        used.cpuSeconds() * 1000 / Math.max(1, load.sent()),
        used.allocatedBytes() / Math.max(1, load.sent()));
  }

  static double millis(Histogram nanos, double percentile) {
    return nanos.getTotalCount() == 0
        ? Double.NaN
        : nanos.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
  }
}
