package dev.latchkey.agent.handler;

import dev.latchkey.runtime.discovery.Scan;
import org.jspecify.annotations.Nullable;

/** The scan that runs, for handlers that are woven anyway. Thread-safe. */
final class ScanSlot {
  private volatile @Nullable Scan running;

  /** Returns the scan that runs; null for none. */
  @Nullable Scan running() {
    return running;
  }

  void set(@Nullable Scan scan) {
    running = scan;
  }
}
