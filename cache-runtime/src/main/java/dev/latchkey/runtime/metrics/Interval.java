package dev.latchkey.runtime.metrics;

import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.FailureKind;
import dev.latchkey.runtime.operation.Layer;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What happened in a closed time: between two ticks, or in many such times together. Immutable.
 * Rates are 0 when nothing happened; ratios and latencies are {@code NaN} then.
 *
 * @param seconds how long it lasted
 * @param auth durations of the auth operations that finished in it
 * @param failed auth operations that ended by an exception
 * @param failures the same by kind, those that occurred
 * @param selfNanos time that the layers took themselves in these operations
 * @param outcomes cache outcomes by layer, those that occurred
 * @param connections database connections opened
 */
record Interval(
    double seconds,
    Latencies auth,
    long failed,
    Map<FailureKind, Long> failures,
    Map<Layer, Long> selfNanos,
    Map<Layer, Map<CacheOutcome, Long>> outcomes,
    long connections) {

  static final Interval NONE = new Interval(0, Latencies.NONE, 0, Map.of(), Map.of(), Map.of(), 0);

  private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  /** Returns all of {@code parts} as one time. */
  static Interval sum(Collection<Interval> parts) {
    double seconds = 0;
    long failed = 0;
    long connections = 0;
    var failures = new EnumMap<FailureKind, Long>(FailureKind.class);
    var selfNanos = new EnumMap<Layer, Long>(Layer.class);
    var outcomes = new EnumMap<Layer, Map<CacheOutcome, Long>>(Layer.class);
    for (Interval part : parts) {
      seconds += part.seconds;
      failed += part.failed;
      connections += part.connections;
      part.failures.forEach((kind, count) -> failures.merge(kind, count, Long::sum));
      part.selfNanos.forEach((layer, nanos) -> selfNanos.merge(layer, nanos, Long::sum));
      part.outcomes.forEach((layer, counts) -> addTo(outcomes, layer, counts));
    }
    Latencies auth = Latencies.sum(parts.stream().map(Interval::auth).toList());
    return new Interval(seconds, auth, failed, failures, selfNanos, outcomes, connections);
  }

  double authPerSecond() {
    return perSecond(auth.count());
  }

  double errorsPerSecond() {
    return perSecond(failed);
  }

  double connectionsPerSecond() {
    return perSecond(connections);
  }

  double successRatio() {
    // A failure is counted after its operation, so a tick may see it one interval late.
    return auth.count() == 0 ? Double.NaN : Math.max(0, 1 - (double) failed / auth.count());
  }

  double hitRatio(Layer layer) {
    return Summary.hitRatio(outcomes.getOrDefault(layer, Map.of()));
  }

  /** Returns the mean time that one auth operation spent in {@code layer} itself. */
  double meanMillis(Layer layer) {
    return auth.count() == 0
        ? Double.NaN
        : selfNanos.getOrDefault(layer, 0L) / NANOS_PER_MILLI / auth.count();
  }

  Map<Layer, Double> meanMillisByLayer() {
    var means = new EnumMap<Layer, Double>(Layer.class);
    for (Layer layer : Layer.values()) {
      means.put(layer, meanMillis(layer));
    }
    return means;
  }

  private double perSecond(long count) {
    return seconds > 0 ? count / seconds : Double.NaN;
  }

  private static void addTo(
      Map<Layer, Map<CacheOutcome, Long>> outcomes, Layer layer, Map<CacheOutcome, Long> counts) {
    var sums = outcomes.computeIfAbsent(layer, unused -> new EnumMap<>(CacheOutcome.class));
    counts.forEach((outcome, count) -> sums.merge(outcome, count, Long::sum));
  }
}
