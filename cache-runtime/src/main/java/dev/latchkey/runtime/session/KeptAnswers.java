package dev.latchkey.runtime.session;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.latchkey.runtime.store.CacheStats;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.LoadMark;
import dev.latchkey.runtime.store.LocalStore;
import dev.latchkey.runtime.time.Ticker;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The answers of lookups, and apart from them that some found nothing: whoever asks for names that
 * nobody has pushes no user out (safety rule U-11). Thread-safe.
 */
final class KeptAnswers {
  /** The most names of which it is kept that nobody has them. */
  static final int MOST_NOTHINGS = 1_000;

  /** The entry itself, the fingerprint, the table's and the store's nodes. */
  private static final int ENTRY_BYTES = 400;

  /** More than one that finds nothing takes, unless its lookup runs dozens of statements. */
  private static final long NOTHING_BYTES = 1_000;

  /** In a small JVM they take this part of what the answers may, from the budget's reserve. */
  private static final int PART = 4;

  private final LocalStore<Entry> found;
  private final LocalStore<Entry> nothing;

  KeptAnswers(int maxEntries, long maxBytes, Ticker ticker) {
    found = store(maxEntries, maxBytes, ticker);
    nothing =
        store(MOST_NOTHINGS, Math.min(MOST_NOTHINGS * NOTHING_BYTES, maxBytes / PART), ticker);
  }

  private static LocalStore<Entry> store(int maxEntries, long maxBytes, Ticker ticker) {
    return LocalStore.weighed(
        maxEntries, maxBytes, entry -> ENTRY_BYTES + entry.bytes, entry -> {}, ticker);
  }

  /** What was the case before a lookup ran. */
  record Mark(LoadMark found, LoadMark nothing) {}

  Mark mark(Fingerprint key) {
    return new Mark(found.mark(key), nothing.mark(key));
  }

  @Nullable Entry find(Fingerprint key, long nowNanos) {
    Entry entry = found.get(key, nowNanos);
    return entry == null ? nothing.get(key, nowNanos) : entry;
  }

  /** Keeps an answer, and that there is nothing no longer; or the other way round. */
  boolean keep(Fingerprint key, Entry entry, long deadlineNanos, Mark mark) {
    boolean isNothing = entry.kept instanceof Nothing;
    LocalStore<Entry> other = isNothing ? found : nothing;
    if (other.get(key) != null) {
      other.invalidate(key);
    }
    return isNothing
        ? nothing.put(key, entry, deadlineNanos, mark.nothing())
        : found.put(key, entry, deadlineNanos, mark.found());
  }

  void forget(Fingerprint key) {
    found.invalidate(key);
    nothing.invalidate(key);
  }

  @CanIgnoreReturnValue
  long dropIf(Predicate<Entry> doomed) {
    return found.invalidateIf(doomed) + nothing.invalidateIf(doomed);
  }

  long countIf(Predicate<Entry> wanted) {
    return found.countIf(wanted) + nothing.countIf(wanted);
  }

  @CanIgnoreReturnValue
  long clear() {
    return found.clear() + nothing.clear();
  }

  void resize(long maxBytes) {
    found.resize(maxBytes);
  }

  CacheStats stats() {
    CacheStats without = nothing.stats();
    return without.stored() == 0 ? found.stats() : found.stats().plus(without);
  }
}
