package dev.latchkey.runtime.guard;

/** What was asked of a rollout is not possible in its present state. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }
}
