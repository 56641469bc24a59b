package dev.latchkey.runtime.metrics;

import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationSink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counts finished auth operations and the time that each layer took in them. Thread-safe. */
final class OperationMeter implements OperationSink {
  private static final Layer[] LAYERS = Layer.values();

  private final LatencyRecorder total = new LatencyRecorder();
  // Two counters rather than a difference, which would fall while a record is under way.
  private final LongAdder succeeded = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LatencyRecorder[] self = new LatencyRecorder[LAYERS.length];

  OperationMeter() {
    for (int i = 0; i < self.length; i++) {
      self[i] = new LatencyRecorder();
    }
  }

  @Override
  public void finished(Operation operation, long elapsedNanos, boolean operationFailed) {
    total.record(elapsedNanos);
    (operationFailed ? failed : succeeded).increment();
    for (Layer layer : LAYERS) {
      long nanos = operation.selfNanos(layer);
      if (nanos > 0) {
        self[layer.ordinal()].record(nanos);
      }
    }
  }

  LatencyRecorder total() {
    return total;
  }

  long succeeded() {
    return succeeded.sum();
  }

  long failed() {
    return failed.sum();
  }

  LatencyRecorder self(Layer layer) {
    return self[layer.ordinal()];
  }

  List<HistogramExport> export() {
    var exports = new ArrayList<HistogramExport>(LAYERS.length + 1);
    exports.add(HistogramExport.of("total", total));
    for (Layer layer : LAYERS) {
      exports.add(HistogramExport.of(layer.id(), self(layer)));
    }
    return exports;
  }
}
