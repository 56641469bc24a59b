package dev.latchkey.runtime.store;

/**
 * A cache's counters since it was made. Immutable.
 *
 * @param entries entries held now
 * @param maxEntries the bound in force: as configured, or what the memory allows
 * @param weightBytes estimated size of all entries in bytes
 * @param maxBytes the bound on that size
 * @param stored answers taken in
 * @param refused answers that a rule kept out
 * @param evicted entries dropped for size
 * @param expired entries dropped for age
 * @param invalidated entries dropped on request
 */
public record CacheStats(
    long entries,
    long maxEntries,
    long weightBytes,
    long maxBytes,
    long stored,
    long refused,
    long evicted,
    long expired,
    long invalidated) {
  /** Returns what is the case with this cache and another one together. */
  public CacheStats plus(CacheStats other) {
    return new CacheStats(
        entries + other.entries,
        maxEntries + other.maxEntries,
        weightBytes + other.weightBytes,
        maxBytes + other.maxBytes,
        stored + other.stored,
        refused + other.refused,
        evicted + other.evicted,
        expired + other.expired,
        invalidated + other.invalidated);
  }
}
