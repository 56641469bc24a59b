package dev.latchkey.runtime.config;

/** A value does not suit its key. The message completes "key is value, ...". */
final class BadValueException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ProblemKind kind;
  private final int offset;

  BadValueException(ProblemKind kind, String complaint) {
    this(kind, complaint, 0);
  }

  BadValueException(ProblemKind kind, String complaint, int offset) {
    super(complaint, null, false, false);
    this.kind = kind;
    this.offset = offset;
  }

  ProblemKind kind() {
    return kind;
  }

  /** Returns where in the value the misfit begins. */
  int offset() {
    return offset;
  }

  /** Returns the message; never null, unlike what the super class promises. */
  String complaint() {
    return String.valueOf(getMessage());
  }
}
