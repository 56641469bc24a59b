package dev.latchkey.runtime.token;

import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.store.CacheStats;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintTable;
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
  private volatile FingerprintTable verified;
  private volatile CacheStats before = new CacheStats(0, 0, 0, 0, 0, 0, 0, 0, 0);
  private volatile long ttlNanos;
  private final Ticker ticker;

  /** Makes a memo that knows nothing. */
  public SignatureMemo(SignatureMemoSettings settings, Ticker ticker) {
    this.verified = new FingerprintTable(settings.maxEntries(), ticker);
    this.ttlNanos = settings.ttl().toNanos();
    this.ticker = ticker;
  }

  /** Returns how many signatures fit, at least one. */
  public static int entriesIn(long bytes) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / FingerprintTable.ENTRY_BYTES));
  }

  /** Remembers this long from now on; what is remembered already keeps its end. */
  public void ttl(Duration ttl) {
    ttlNanos = ttl.toNanos();
  }

  /** Remembers so many from now on; with another number than before it forgets all. */
  public synchronized void maxEntries(int most) {
    FingerprintTable old = verified;
    if (old.stats().maxEntries() != most) {
      verified = new FingerprintTable(most, ticker);
      old.clear();
      before = sum(before, old.stats());
    }
  }

  /** Counters never fall; how much is held is told of the second alone. */
  private static CacheStats sum(CacheStats gone, CacheStats now) {
    return new CacheStats(
        now.entries(),
        now.maxEntries(),
        now.weightBytes(),
        now.maxBytes(),
        gone.stored() + now.stored(),
        gone.refused() + now.refused(),
        gone.evicted() + now.evicted(),
        gone.expired() + now.expired(),
        gone.invalidated() + now.invalidated());
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
    return verified.contains(signature, nowNanos);
  }

  /** Remembers that this signature verified; call it after the application's own check alone. */
  public void verified(Fingerprint signature) {
    long now = ticker.nanos();
    verified.add(signature, now + ttlNanos, now);
  }

  /** A signature that verified under a key never ceases to. */
  @Override
  public Duration maxStaleness() {
    return Duration.ZERO;
  }

  /** Forgets one signature. */
  public void forget(Fingerprint signature) {
    verified.remove(signature);
  }

  @Override
  public Layer layer() {
    return Layer.JWT;
  }

  @Override
  public CacheStats stats() {
    return sum(before, verified.stats());
  }

  @Override
  public long invalidateAll() {
    return verified.clear();
  }
}
