package dev.latchkey.runtime.config;

/**
 * A text that no log line, page or exception may show. Immutable.
 *
 * @param value the text itself
 */
public record Secret(String value) {
  /** What is shown in place of every secret. */
  static final String MASK = "***";

  /** Returns stars. */
  @Override
  public String toString() {
    return MASK;
  }
}
