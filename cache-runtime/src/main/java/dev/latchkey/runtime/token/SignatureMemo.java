package dev.latchkey.runtime.token;

import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.store.CacheStats;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.LocalStore;
import dev.latchkey.runtime.store.ManagedCache;
import dev.latchkey.runtime.time.Ticker;
import java.time.Duration;

/**
 * Remembers that signatures verified. It knows no other answer: a signature that failed, or was
 * never seen, is simply not known, and the application verifies it. What is remembered cannot
 * become untrue, for a {@link SignatureKey} covers everything that a verification depends on; the
 * life only bounds memory. Thread-safe.
 */
public final class SignatureMemo implements ManagedCache {
  /** A fingerprint, the table's and the store's nodes; measured at 50,000 entries. */
  private static final int ENTRY_BYTES = 152;

  private static final long GRAIN_NANOS = 1_000_000_000;

  private final LocalStore<Boolean> verified;
  private volatile long ttlNanos;
  private final Ticker ticker;

  /** Makes a memo that knows nothing. */
  public SignatureMemo(SignatureMemoSettings settings, Ticker ticker) {
    this.verified = LocalStore.counted(settings.maxEntries(), ENTRY_BYTES, ticker);
    this.ttlNanos = settings.ttl().toNanos();
    this.ticker = ticker;
  }

  /** Returns how many signatures fit, at least one. */
  public static int entriesIn(long bytes) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / ENTRY_BYTES));
  }

  /** Remembers this long from now on; what is remembered already keeps its end. */
  public void ttl(Duration ttl) {
    ttlNanos = ttl.toNanos();
  }

  /** Returns whether this signature verified within the life of a memory. */
  public boolean known(Fingerprint signature) {
    return known(signature, ticker.nanos());
  }

  /**
   * Returns whether this signature verified within the life of a memory.
   *
   * @param nowNanos a reading of the ticker that was just made
   */
  public boolean known(Fingerprint signature, long nowNanos) {
    return verified.get(signature, nowNanos) != null;
  }

  /** Remembers that this signature verified; call it after the application's own check alone. */
  public void verified(Fingerprint signature) {
    // Ends of life fall on whole seconds, early rather than late, so that entries can share them.
    long end = Math.floorDiv(ticker.nanos() + ttlNanos, GRAIN_NANOS) * GRAIN_NANOS;
    verified.put(signature, Boolean.TRUE, end, verified.mark(signature));
  }

  /** A signature that verified under a key never ceases to. */
  @Override
  public Duration maxStaleness() {
    return Duration.ZERO;
  }

  /** Forgets one signature. */
  public void forget(Fingerprint signature) {
    verified.invalidate(signature);
  }

  @Override
  public Layer layer() {
    return Layer.JWT;
  }

  @Override
  public CacheStats stats() {
    return verified.stats();
  }

  @Override
  public long invalidateAll() {
    return verified.clear();
  }
}
