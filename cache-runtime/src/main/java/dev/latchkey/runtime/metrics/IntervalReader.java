package dev.latchkey.runtime.metrics;

import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.FailureKind;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.time.Ticker;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Turns cumulative counters into what happened since it was last asked. Confined to the ticking
 * thread.
 */
final class IntervalReader {
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Ticker ticker;
  private final LatencyCursor auth;
  private final CountCursor failed;
  private final Map<FailureKind, CountCursor> failures = new EnumMap<>(FailureKind.class);
  private final CountCursor connections;
  private final Map<Layer, CountCursor> selfNanos = new EnumMap<>(Layer.class);
  private final Map<Layer, Map<CacheOutcome, CountCursor>> outcomes = new EnumMap<>(Layer.class);
  private long lastNanos;

  IntervalReader(
      Ticker ticker,
      OperationMeter operations,
      Map<Layer, OutcomeCounters> outcomeCounters,
      ConnectionMeter connectionMeter) {
    this.ticker = ticker;
    auth = new LatencyCursor(operations.total());
    failed = new CountCursor(operations::failed);
    for (FailureKind kind : FailureKind.values()) {
      failures.put(kind, new CountCursor(() -> operations.failed(kind)));
    }
    connections = new CountCursor(connectionMeter::opened);
    for (Layer layer : Layer.values()) {
      selfNanos.put(layer, new CountCursor(operations.self(layer)::sumNanos));
    }
    outcomeCounters.forEach((layer, counters) -> outcomes.put(layer, cursors(counters)));
    lastNanos = ticker.nanos();
  }

  Interval next() {
    long now = ticker.nanos();
    double seconds = (now - lastNanos) / NANOS_PER_SECOND;
    lastNanos = now;
    var risenNanos = new EnumMap<Layer, Long>(Layer.class);
    selfNanos.forEach((layer, cursor) -> risenNanos.put(layer, cursor.next()));
    var risenOutcomes = new EnumMap<Layer, Map<CacheOutcome, Long>>(Layer.class);
    outcomes.forEach(
        (layer, cursors) -> {
          Map<CacheOutcome, Long> risen = risen(cursors, CacheOutcome.class);
          if (!risen.isEmpty()) {
            risenOutcomes.put(layer, risen);
          }
        });
    return new Interval(
        seconds,
        auth.next(),
        failed.next(),
        risen(failures, FailureKind.class),
        risenNanos,
        risenOutcomes,
        connections.next());
  }

  private static Map<CacheOutcome, CountCursor> cursors(OutcomeCounters counters) {
    var cursors = new EnumMap<CacheOutcome, CountCursor>(CacheOutcome.class);
    for (CacheOutcome outcome : CacheOutcome.values()) {
      cursors.put(outcome, new CountCursor(() -> counters.get(outcome)));
    }
    return cursors;
  }

  private static <K extends Enum<K>> Map<K, Long> risen(
      Map<K, CountCursor> cursors, Class<K> keys) {
    var risen = new EnumMap<K, Long>(keys);
    cursors.forEach(
        (key, cursor) -> {
          long count = cursor.next();
          if (count > 0) {
            risen.put(key, count);
          }
        });
    return risen;
  }
}
