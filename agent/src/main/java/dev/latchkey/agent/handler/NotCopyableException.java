package dev.latchkey.agent.handler;

/** Says that a value cannot be given to several callers, and why, without showing the value. */
final class NotCopyableException extends Exception {
  private static final long serialVersionUID = 1;

  NotCopyableException(String reason) {
    super(reason, null, false, false);
  }

  /** Returns the reason, for people. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
