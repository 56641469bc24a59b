package dev.latchkey.runtime.metrics;

import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Layer;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the series tell of a closed time, in a form that can be added up: figures of many
 * seconds together are exactly those of one long second, percentiles too. Immutable.
 *
 * <p>Each figure has a number that is part of the stored form and never given to another: counts 0
 * to 31, where 8, 16 and 24 begin a row by {@link Layer#ordinal()}, and gauges 0 to 31.
 */
public final class Span {
  static final int FIGURES = 32;

  static final int MILLIS = 0;
  static final int FAILED = 1;
  static final int CONNECTIONS = 2;
  static final int SELF_NANOS = 8;
  static final int SERVED = 16;
  static final int ASKED = 24;

  static final int PROCESS_CPU = 0;
  static final int HOST_CPU = 1;
  static final int HEAP = 2;
  static final int GC_PAUSE_MILLIS = 3;
  static final int THREADS = 4;
  static final int POOL_ACTIVE = 5;
  static final int POOL_IDLE = 6;
  static final int POOL_WAITING = 7;

  /** Nothing was measured. */
  public static final Span NONE =
      new Span(Latencies.NONE, new long[FIGURES], new double[FIGURES], new long[FIGURES]);

  private static final double MILLIS_PER_SECOND = TimeUnit.SECONDS.toMillis(1);
  private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final Latencies auth;
  private final long[] counts;
  private final double[] gaugeSums;
  private final long[] gaugeReadings;
  private final SpanParts parts;

  /** Made when it is first asked for; whoever makes it makes the same. */
  private @Nullable LatencySummary summary;

  Span(Latencies auth, long[] counts, double[] gaugeSums, long[] gaugeReadings) {
    this(auth, counts, gaugeSums, gaugeReadings, SpanParts.NONE);
  }

  Span(Latencies auth, long[] counts, double[] gaugeSums, long[] gaugeReadings, SpanParts parts) {
    this.parts = parts;
    this.auth = auth;
    this.counts = counts;
    this.gaugeSums = gaugeSums;
    this.gaugeReadings = gaugeReadings;
  }

  static Span of(Interval interval, SystemSummary system, PoolUse pools, SpanParts parts) {
    long[] counts = new long[FIGURES];
    counts[MILLIS] = Math.round(interval.seconds() * MILLIS_PER_SECOND);
    counts[FAILED] = interval.failed();
    counts[CONNECTIONS] = interval.connections();
    interval
        .selfNanos()
        .forEach((layer, nanos) -> counts[SELF_NANOS + layer.ordinal()] = Math.max(0, nanos));
    interval
        .outcomes()
        .forEach(
            (layer, outcomes) -> {
              long served = count(outcomes, CacheOutcome.HIT) + count(outcomes, CacheOutcome.STALE);
              counts[SERVED + layer.ordinal()] = served;
              counts[ASKED + layer.ordinal()] =
                  served
                      + count(outcomes, CacheOutcome.MISS)
                      + count(outcomes, CacheOutcome.BYPASS);
            });
    double[] sums = new double[FIGURES];
    long[] readings = new long[FIGURES];
    gauge(sums, readings, PROCESS_CPU, system.processCpuRatio());
    gauge(sums, readings, HOST_CPU, system.systemCpuRatio());
    gauge(sums, readings, HEAP, system.heapUsedBytes());
    gauge(sums, readings, GC_PAUSE_MILLIS, system.gcPauseMillis());
    gauge(sums, readings, THREADS, system.threads());
    gauge(sums, readings, POOL_ACTIVE, pools.active());
    gauge(sums, readings, POOL_IDLE, pools.idle());
    gauge(sums, readings, POOL_WAITING, pools.waiting());
    return new Span(interval.auth(), counts, sums, readings, parts);
  }

  private static long count(Map<CacheOutcome, Long> outcomes, CacheOutcome outcome) {
    return outcomes.getOrDefault(outcome, 0L);
  }

  private static void gauge(double[] sums, long[] readings, int figure, double value) {
    if (!Double.isNaN(value)) {
      sums[figure] = value;
      readings[figure] = 1;
    }
  }

  /** Returns all of {@code parts} as one time. */
  public static Span sum(Collection<Span> parts) {
    if (parts.size() == 1) {
      return parts.iterator().next();
    }
    long[] counts = new long[FIGURES];
    double[] sums = new double[FIGURES];
    long[] readings = new long[FIGURES];
    for (Span part : parts) {
      for (int i = 0; i < FIGURES; i++) {
        counts[i] += part.counts[i];
        sums[i] += part.gaugeSums[i];
        readings[i] += part.gaugeReadings[i];
      }
    }
    return new Span(
        Latencies.sum(parts.stream().map(part -> part.auth).toList()),
        counts,
        sums,
        readings,
        SpanParts.sum(parts.stream().map(part -> part.parts).toList()));
  }

  /** Returns the auth operations that ended. */
  public long operations() {
    return auth.count();
  }

  /** Returns the auth operations that ended by an exception. */
  public long failures() {
    return counts[FAILED];
  }

  /** Returns how long it lasted, in seconds. */
  public double seconds() {
    return counts[MILLIS] / MILLIS_PER_SECOND;
  }

  LatencySummary latency() {
    LatencySummary known = summary;
    if (known == null) {
      known = auth.summary();
      summary = known;
    }
    return known;
  }

  Latencies auth() {
    return auth;
  }

  /** Returns the calls of single targets and the operations of single sides of rollouts. */
  public SpanParts parts() {
    return parts;
  }

  /**
   * Returns the value of a part's figure, {@code NaN} when nothing of it was measured.
   *
   * @param figure one of {@link SpanParts#FIGURES}
   */
  public double value(String part, String figure) {
    Latencies found = parts.of(part);
    return switch (figure) {
      case "rate" -> perSecond(found.count());
      case "mean" ->
          found.count() == 0 ? Double.NaN : found.sumNanos() / NANOS_PER_MILLI / found.count();
      case "p50" -> found.percentileMillis(50);
      case "p95" -> found.percentileMillis(95);
      case "p99" -> found.percentileMillis(99);
      case "p999" -> found.percentileMillis(99.9);
      case "max" -> found.percentileMillis(100);
      default -> throw new IllegalArgumentException(figure);
    };
  }

  double percentileMillis(double percentile) {
    return auth.percentileMillis(percentile);
  }

  /** A failure is counted after its operation, so a second may see it late. */
  double successRatio() {
    return auth.count() == 0 ? Double.NaN : Math.max(0, 1 - (double) counts[FAILED] / auth.count());
  }

  double perSecond(long count) {
    return counts[MILLIS] == 0 ? Double.NaN : count / seconds();
  }

  double meanMillis(Layer layer) {
    return auth.count() == 0
        ? Double.NaN
        : counts[SELF_NANOS + layer.ordinal()] / NANOS_PER_MILLI / auth.count();
  }

  double hitRatio(Layer layer) {
    long asked = counts[ASKED + layer.ordinal()];
    return asked == 0 ? Double.NaN : (double) counts[SERVED + layer.ordinal()] / asked;
  }

  long count(int figure) {
    return counts[figure];
  }

  double gauge(int figure) {
    return gaugeReadings[figure] == 0 ? Double.NaN : gaugeSums[figure] / gaugeReadings[figure];
  }

  long gaugeReadings(int figure) {
    return gaugeReadings[figure];
  }

  /** Returns the values of all series, in the order of {@link SeriesStore#schema()}. */
  public double[] values() {
    return SeriesSchema.values(this);
  }

  /** Returns this with latencies to about 3 %, which take a quarter of the room. */
  public Span coarse() {
    return new Span(auth.coarse(), counts, gaugeSums, gaugeReadings, parts);
  }
}
