package dev.latchkey.runtime.metrics;

import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationSink;
import java.util.ArrayList;
import java.util.List;

/** Counts finished auth operations and the time that each layer took in them. Thread-safe. */
final class OperationMeter implements OperationSink {
  private static final Layer[] LAYERS = Layer.values();

  private final Stripes<Part> parts = new Stripes<>(Part::new);
  private final StripedDurations<Part> total = new StripedDurations<>(parts, part -> part.total);
  private final List<StripedDurations<Part>> self = new ArrayList<>(LAYERS.length);

  OperationMeter() {
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

  StripedDurations<Part> self(Layer layer) {
    return self.get(layer.ordinal());
  }

  List<HistogramExport> export() {
    var exports = new ArrayList<HistogramExport>(LAYERS.length + 1);
    exports.add(HistogramExport.of("total", total));
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
      } else {
        succeeded++;
      }
      for (Layer layer : LAYERS) {
        long nanos = operation.selfNanos(layer);
        if (nanos > 0) {
          self[layer.ordinal()].add(nanos);
        }
      }
    }
  }
}
