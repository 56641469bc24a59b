package dev.latchkey.runtime.session;

import dev.latchkey.runtime.store.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer, and what it depends on. Immutable; compared by identity, since values are not ours to
 * compare.
 */
final class Entry {
  final Object kept;
  final Names names;
  final int bytes;

  /** Where the sequence stood before its reading began. */
  final long token;

  final long readNanos;
  final long storedNanos;

  /** The end of its life. */
  final long endNanos;

  final Epoch[] epochs;

  /** What else it depends on; null for nothing. */
  final @Nullable Condition condition;

  Entry(
      Object kept,
      int bytes,
      Names names,
      long token,
      long readNanos,
      long storedNanos,
      long endNanos,
      List<Epoch> epochs,
      @Nullable Condition condition) {
    this.kept = kept;
    this.names = names;
    this.bytes = bytes + Long.BYTES * epochs.size();
    this.token = token;
    this.readNanos = readNanos;
    this.storedNanos = storedNanos;
    this.endNanos = endNanos;
    this.condition = condition;
    this.epochs = epochs.toArray(new Epoch[0]);
  }

  /** Returns whether anything that it depends on is being changed. */
  boolean isLocked(long nowNanos) {
    for (Epoch each : epochs) {
      if (each.isLocked(nowNanos)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether nothing has changed since it was read; ask for locks before. */
  boolean isCurrent() {
    for (Epoch each : epochs) {
      if (!each.unchangedSince(token)) {
        return false;
      }
    }
    return condition == null || condition.holds();
  }

  boolean isAbout(long id) {
    return condition != null && condition.isAbout(id);
  }
}
