package dev.latchkey.runtime.metrics;

import dev.latchkey.runtime.operation.FailureKind;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationSink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts finished auth operations and the time that each layer took in them. Thread-safe. */
final class OperationMeter implements OperationSink {
  private static final Layer[] LAYERS = Layer.values();
  private static final int KINDS = FailureKind.values().length;
  private static final int SIDES = 2;
  private static final int PHASES = 5;
  private static final Durations NO_DURATIONS = new Durations();

  private final Stripes<Part> parts = new Stripes<>(Part::new);
  private final StripedDurations<Part> total = new StripedDurations<>(parts, part -> part.total);
  private final List<StripedDurations<Part>> self = new ArrayList<>(LAYERS.length);
  private final List<StripedDurations<Part>> sides = new ArrayList<>(SIDES * PHASES);

  OperationMeter() {
    for (int i = 0; i < SIDES * PHASES; i++) {
      int side = i;
      sides.add(new StripedDurations<>(parts, part -> part.side(side)));
    }
    for (Layer layer : LAYERS) {
      self.add(new StripedDurations<>(parts, part -> part.self[layer.ordinal()]));
    }
  }

  @Override
  public void finished(Operation operation, long elapsedNanos, boolean operationFailed) {
    Part part = parts.take();
    if (part != null) {
      try {
        part.add(operation, elapsedNanos, operationFailed);
      } finally {
        part.release();
      }
    }
  }

  StripedDurations<Part> total() {
    return total;
  }

  // Two counts rather than a difference, which would fall while a record is under way.
  long succeeded() {
    return parts.sum(part -> part.succeeded);
  }

  long failed() {
    return parts.sum(part -> part.failed);
  }

  long failed(FailureKind kind) {
    return parts.sum(part -> part.failures[kind.ordinal()]);
  }

  /** Returns both sides of every phase that had an operation. */
  List<CohortExport> cohorts() {
    var sums = new @Nullable CohortCounts[SIDES * PHASES];
    parts.each(
        part -> {
          for (int side = 0; side < sums.length; side++) {
            CohortCounts counts = part.cohorts[side];
            if (counts != null) {
              CohortCounts sum = sums[side];
              if (sum == null) {
                sum = new CohortCounts();
                sums[side] = sum;
              }
              sum.add(counts);
            }
          }
        });
    var exports = new ArrayList<CohortExport>();
    for (int side = 0; side < sums.length; side++) {
      CohortCounts sum = sums[side];
      if (sum != null) {
        exports.add(sum.export(side / SIDES, side % SIDES == 0));
      }
    }
    return exports;
  }

  /** Returns the durations of one side of a phase by its place among all. */
  StripedDurations<Part> side(int phaseIndex, boolean treated) {
    return sides.get(phaseIndex * SIDES + (treated ? 0 : 1));
  }

  /** Returns about how much room the recorders take. */
  long bytes() {
    return parts.sum(Part::bytes);
  }

  StripedDurations<Part> self(Layer layer) {
    return self.get(layer.ordinal());
  }

  List<HistogramExport> export() {
    var exports = new ArrayList<HistogramExport>(LAYERS.length + 1);
    exports.add(HistogramExport.of(HistogramExport.TOTAL, total));
    for (Layer layer : LAYERS) {
      exports.add(HistogramExport.of(layer.id(), self(layer)));
    }
    return exports;
  }

  /** What one thread at a time adds to. */
  static final class Part extends Stripe {
    private final Durations total = new Durations();
    private final Durations[] self = new Durations[LAYERS.length];
    private long succeeded;
    private final long[] failures = new long[KINDS];
    private final @Nullable CohortCounts[] cohorts = new @Nullable CohortCounts[SIDES * PHASES];
    private long failed;

    Part() {
      for (int i = 0; i < self.length; i++) {
        self[i] = new Durations();
      }
    }

    private void add(Operation operation, long elapsedNanos, boolean operationFailed) {
      total.add(elapsedNanos);
      if (operationFailed) {
        failed++;
        failures[operation.failure().ordinal()]++;
      } else {
        succeeded++;
      }
      if ((operation.treatedBits() | operation.controlBits()) != 0) {
        addTo(operation.treatedBits(), 0, elapsedNanos, operationFailed);
        addTo(operation.controlBits(), 1, elapsedNanos, operationFailed);
      }
      for (Layer layer : LAYERS) {
        long nanos = operation.selfNanos(layer);
        if (nanos > 0) {
          self[layer.ordinal()].add(nanos);
        }
      }
    }

    private void addTo(int bits, int side, long elapsedNanos, boolean operationFailed) {
      for (int left = bits & ((1 << PHASES) - 1); left != 0; left &= left - 1) {
        int index = Integer.numberOfTrailingZeros(left) * SIDES + side;
        CohortCounts counts = cohorts[index];
        if (counts == null) {
          counts = new CohortCounts();
          cohorts[index] = counts;
        }
        counts.add(elapsedNanos, operationFailed);
      }
    }

    private Durations side(int side) {
      CohortCounts counts = cohorts[side];
      return counts == null ? NO_DURATIONS : counts.durations();
    }

    private long bytes() {
      long bytes = total.bytes();
      for (int side = 0; side < cohorts.length; side++) {
        bytes += side(side).bytes();
      }
      for (Durations each : self) {
        bytes += each.bytes();
      }
      return bytes;
    }
  }
}
