package dev.latchkey.runtime.token;

import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.store.CacheStats;
import dev.latchkey.runtime.store.EntrySelector;
import dev.latchkey.runtime.store.ManagedCache;
import java.time.Duration;
import java.util.OptionalLong;

/** Both caches of phase 2 as the one of their layer. Thread-safe. */
public final class TokenCaches implements ManagedCache {
  private final SignatureMemo signatures;
  private final ValidationCache validations;
  private final Revocations revocations;

  /** Shows and empties these. */
  public TokenCaches(
      SignatureMemo signatures, ValidationCache validations, Revocations revocations) {
    this.signatures = signatures;
    this.validations = validations;
    this.revocations = revocations;
  }

  @Override
  public Layer layer() {
    return Layer.JWT;
  }

  /** Only whole validations can become untrue: by a revocation that nobody tells of. */
  @Override
  public Duration maxStaleness() {
    return validations.longestLife();
  }

  @Override
  public CacheStats stats() {
    CacheStats first = signatures.stats();
    CacheStats second = validations.stats();
    return new CacheStats(
        first.entries() + second.entries(),
        first.maxEntries() + second.maxEntries(),
        first.weightBytes() + second.weightBytes(),
        first.maxBytes() + second.maxBytes(),
        first.stored() + second.stored(),
        first.refused() + second.refused(),
        first.evicted() + second.evicted(),
        first.expired() + second.expired(),
        first.invalidated() + second.invalidated());
  }

  /** Signatures are about nobody, and one that verified cannot become untrue. */
  @Override
  public OptionalLong invalidate(EntrySelector selector) {
    return OptionalLong.of(revocations.drop(selector));
  }

  @Override
  public OptionalLong count(EntrySelector selector) {
    return OptionalLong.of(revocations.count(selector));
  }

  @Override
  public long invalidateAll() {
    return signatures.invalidateAll() + validations.clear();
  }
}
