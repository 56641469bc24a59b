package dev.latchkey.runtime.feed;

/** What a database lacks so that it could tell of changes, in words for an operator. */
final class FeedException extends Exception {
  private static final long serialVersionUID = 1;

  FeedException(String reason) {
    super(reason);
  }

  /** Returns the reason. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
