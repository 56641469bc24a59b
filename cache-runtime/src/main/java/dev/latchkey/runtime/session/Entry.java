package dev.latchkey.runtime.session;

import java.util.List;

/**
 * An answer, and what it depends on. Compared by identity, since values are not ours to compare.
 * Thread-safe: nothing changes but that it falls.
 */
final class Entry {
  final Object kept;
  final Names names;
  final int bytes;

  /** Where the sequence stood before its reading began. */
  final long token;

  final long readNanos;
  final long storedNanos;
  final Epoch[] epochs;

  private volatile boolean fallen;

  Entry(
      Object kept,
      int bytes,
      Names names,
      long token,
      long readNanos,
      long storedNanos,
      List<Epoch> epochs) {
    this.kept = kept;
    this.names = names;
    this.bytes = bytes + Long.BYTES * epochs.size();
    this.token = token;
    this.readNanos = readNanos;
    this.storedNanos = storedNanos;
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

  /** Nobody is served it any more. */
  void fall() {
    fallen = true;
  }

  /** Returns whether anything that it depends on has changed within the last {@code nanos}. */
  boolean changedWithin(long nanos, long nowNanos) {
    for (Epoch each : epochs) {
      if (nowNanos - each.changedNanos() < nanos) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether nothing has changed since it was read; ask for locks before. */
  boolean isCurrent() {
    if (fallen) {
      return false;
    }
    for (Epoch each : epochs) {
      if (!each.unchangedSince(token)) {
        return false;
      }
    }
    return true;
  }
}
