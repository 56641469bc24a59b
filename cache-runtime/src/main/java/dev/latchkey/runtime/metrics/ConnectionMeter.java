package dev.latchkey.runtime.metrics;

import java.util.function.IntSupplier;

/** Counts the database connections that drivers open, and how long that takes. Thread-safe. */
public final class ConnectionMeter {
  private final LatencyRecorder connects = new LatencyRecorder();
  private volatile IntSupplier open = () -> 0;

  ConnectionMeter() {}

  /** A driver has opened a connection. */
  public void opened(long nanos) {
    connects.record(nanos);
  }

  /** Says who knows how many are open. */
  public void open(IntSupplier count) {
    open = count;
  }

  /** Returns how many are open now. */
  public int open() {
    return open.getAsInt();
  }

  long opened() {
    return connects.count();
  }

  HistogramExport export() {
    return HistogramExport.of("connect", connects);
  }
}
