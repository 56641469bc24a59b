package dev.latchkey.runtime.metrics;

import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Counts the database connections that drivers open, and how long that takes. Thread-safe. */
public final class ConnectionMeter {
  private final LatencyRecorder connects = new LatencyRecorder();
  private volatile IntSupplier open = () -> 0;
  private volatile Supplier<PoolUse> pools = () -> PoolUse.NONE;

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

  /** Says who knows what the pools hold. */
  public void pools(Supplier<PoolUse> use) {
    pools = use;
  }

  /** Returns what the pools hold now. */
  PoolUse pools() {
    return pools.get();
  }

  long opened() {
    return connects.count();
  }

  HistogramExport export() {
    return HistogramExport.of("connect", connects);
  }
}
