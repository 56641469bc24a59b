package dev.latchkey.runtime.rollout;

/** A change was asked for on the ground of a state that is no longer the current one. */
public final class StaleVersionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Phase phase;
  private final long expectedVersion;
  private final long currentVersion;

  StaleVersionException(Phase phase, long expectedVersion, long currentVersion) {
    super(
        "phase "
            + phase.id()
            + " is at version "
            + currentVersion
            + ", the change was meant for version "
            + expectedVersion
            + "; read it again and repeat the change");
    this.phase = phase;
    this.expectedVersion = expectedVersion;
    this.currentVersion = currentVersion;
  }

  /** Returns the phase that was to be changed. */
  public Phase phase() {
    return phase;
  }

  /** Returns the version that the caller knew. */
  public long expectedVersion() {
    return expectedVersion;
  }

  /** Returns the version that holds. */
  public long currentVersion() {
    return currentVersion;
  }
}
