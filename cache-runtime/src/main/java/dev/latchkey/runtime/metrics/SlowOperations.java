package dev.latchkey.runtime.metrics;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationSink;
import dev.latchkey.runtime.time.Ticker;
import dev.latchkey.runtime.trace.TraceIds;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Keeps the eight slowest auth operations of each of the last fifteen minutes. Thread-safe; an
 * operation that is none of them costs one comparison.
 */
public final class SlowOperations implements OperationSink {
  static final int OF_A_MINUTE = 8;
  static final int MINUTES = 15;

  /** What is faster is slow in no minute. */
  static final long LEAST_NANOS = 1_000_000;

  private static final Comparator<SlowOperation> FASTEST_FIRST =
      Comparator.comparingLong(SlowOperation::elapsedNanos);

  private final Ticker ticker;
  private final TraceIds traces;

  @GuardedBy("this")
  private final Deque<PriorityQueue<SlowOperation>> minutes = new ArrayDeque<>();

  private volatile long floorNanos = LEAST_NANOS;

  /** Asks {@code traces} for what is kept. */
  SlowOperations(Ticker ticker, TraceIds traces) {
    this.ticker = ticker;
    this.traces = traces;
    minutes.addLast(new PriorityQueue<>(FASTEST_FIRST));
  }

  @Override
  public void finished(Operation operation, long elapsedNanos, boolean failed) {
    if (elapsedNanos >= floorNanos) {
      keep(taken(operation, elapsedNanos, failed));
    }
  }

  private SlowOperation taken(Operation operation, long elapsedNanos, boolean failed) {
    Map<Layer, Long> self = new EnumMap<>(Layer.class);
    for (Layer layer : Layer.values()) {
      if (operation.selfNanos(layer) > 0) {
        self.put(layer, operation.selfNanos(layer));
      }
    }
    return new SlowOperation(
        ticker.now(),
        elapsedNanos,
        failed ? Optional.of(operation.failure()) : Optional.empty(),
        operation.treatedBits(),
        operation.controlBits(),
        self,
        traces.current());
  }

  private synchronized void keep(SlowOperation slow) {
    PriorityQueue<SlowOperation> now = minutes.getLast();
    now.add(slow);
    if (now.size() > OF_A_MINUTE) {
      now.remove();
    }
    floorNanos =
        now.size() < OF_A_MINUTE
            ? LEAST_NANOS
            : Math.max(LEAST_NANOS, now.element().elapsedNanos());
  }

  /** Begins the next minute; to be called once a minute. */
  synchronized void minute() {
    if (minutes.size() == MINUTES) {
      minutes.removeFirst();
    }
    minutes.addLast(new PriorityQueue<>(FASTEST_FIRST));
    floorNanos = LEAST_NANOS;
  }

  /** Returns what is kept, the slowest first. */
  public synchronized List<SlowOperation> slowest() {
    List<SlowOperation> all = new ArrayList<>();
    minutes.forEach(all::addAll);
    all.sort(FASTEST_FIRST.reversed());
    return List.copyOf(all);
  }
}
