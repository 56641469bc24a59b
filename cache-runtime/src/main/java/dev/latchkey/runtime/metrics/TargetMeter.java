package dev.latchkey.runtime.metrics;

import dev.latchkey.runtime.operation.CacheOutcome;

/** Takes in what the calls of one target did. Thread-safe, never blocks. */
public interface TargetMeter {
  /** Returns the target that is metered. */
  TargetInfo info();

  /** Records one finished outermost call. */
  void call(long elapsedNanos, boolean failed);

  /** Records one finished outermost call that was answered from a cache. */
  default void answeredCall(long elapsedNanos) {
    call(elapsedNanos, false);
  }

  /** Records one finished outermost call whose answer was offered to a cache. */
  default void loadedCall(long elapsedNanos, boolean failed) {
    call(elapsedNanos, failed);
  }

  /**
   * Records one finished outermost call that no cache looked at, and counts it as {@link
   * CacheOutcome#DISABLED}.
   */
  void uncachedCall(long elapsedNanos, boolean failed);

  /** Counts how the layer's cache took part in one call. */
  void outcome(CacheOutcome outcome);
}
