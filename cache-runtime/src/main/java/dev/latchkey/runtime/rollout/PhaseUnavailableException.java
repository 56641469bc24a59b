package dev.latchkey.runtime.rollout;

/** A phase was to be enabled, or put into shadow, that cannot be. */
public final class PhaseUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Phase phase;

  PhaseUnavailableException(Phase phase) {
    super("phase " + phase.id() + " cannot be enabled: this build does not contain it");
    this.phase = phase;
  }

  PhaseUnavailableException(Phase phase, String reason) {
    super("phase " + phase.id() + " " + reason);
    this.phase = phase;
  }

  /** Returns the phase asked for. */
  public Phase phase() {
    return phase;
  }
}
