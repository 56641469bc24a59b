package dev.latchkey.runtime.pool;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps connections between the calls that ask for them. Thread-safe. */
public interface ConnectionEngine {
  /**
   * Begins a checkout on the caller's thread.
   *
   * @param treated whether it may be served or kept; otherwise it is only learned from (safety rule
   *     POOL-39)
   * @return null when the call is none of the engine's business
   */
  @Nullable Checkout checkout(ConnectRequest request, boolean treated);

  /** Returns the state of every pool. */
  List<PoolSnapshot> pools();
}
