package dev.latchkey.runtime.pool;

/** A connection of the application's own, from its opening to its close. Thread-safe. */
final class Sighting {
  private static final long OPEN = -1;

  private final long openedNanos;
  private volatile long heldNanos = OPEN;

  Sighting(long openedNanos) {
    this.openedNanos = openedNanos;
  }

  /** Notes the close; a second one changes nothing that matters. */
  void closed(long now) {
    if (!isClosed()) {
      heldNanos = Math.max(0, now - openedNanos);
    }
  }

  boolean isClosed() {
    return heldNanos != OPEN;
  }

  /** Returns how long it was held; only of one that is closed. */
  long heldNanos() {
    return heldNanos;
  }

  /** Returns for how long it has been open. */
  long ageNanos(long now) {
    return now - openedNanos;
  }
}
