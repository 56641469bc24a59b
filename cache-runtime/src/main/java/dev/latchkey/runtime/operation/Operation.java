package dev.latchkey.runtime.operation;

/**
 * What runs on one thread between the outermost woven call and its end. Confined to the thread that
 * opened it.
 */
public final class Operation {
  private final long[] selfNanos = new long[Layer.values().length];
  private boolean treated;

  Operation() {}

  /** Returns the nanoseconds spent in {@code layer} itself, nested layers left out. */
  public long selfNanos(Layer layer) {
    return selfNanos[layer.ordinal()];
  }

  /** Returns whether an enabled phase treated this operation. */
  public boolean treated() {
    return treated;
  }
}
