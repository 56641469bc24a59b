package dev.latchkey.agent.copy;

/** Says that a value cannot be given to several callers, and why, without showing the value. */
public final class NotCopyableException extends Exception {
  private static final long serialVersionUID = 1;

  /** Makes one with a reason for people, which names classes and fields but no values. */
  public NotCopyableException(String reason) {
    super(reason, null, false, false);
  }

  /** Returns the same for an object that has the refused one in a field. */
  NotCopyableException in(Class<?> type, String field) {
    String place = type.getSimpleName() + "." + field;
    return new NotCopyableException(
        reason().startsWith("in ")
            ? "in " + place + ", " + reason().substring(3)
            : "in " + place + ": " + reason());
  }

  /** Returns the reason, for people. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
