package dev.latchkey.runtime.config;

/** A short text of ours, such as a path or a method pattern, cannot be understood. */
public final class ConfigSyntaxException extends Exception {
  private final int offset;

  ConfigSyntaxException(String message, int offset) {
    super(message);
    this.offset = offset;
  }

  /** Returns the index of the first character that does not fit, from 0. */
  public int offset() {
    return offset;
  }
}
