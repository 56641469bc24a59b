package dev.latchkey.runtime.config;

/** How one kind of value is spelled. Implementations are immutable. */
interface ValueType<T> {
  /** Returns the value, or says what is wrong with the text. */
  T parse(String text) throws BadValueException;

  /** Returns what a valid value looks like, to follow the word "expected". */
  String expected();

  /** Returns the value as the file would spell it; a secret stays hidden. */
  default String format(T value) {
    return value.toString();
  }

  /** Tells whether the text must not be repeated in a problem. */
  default boolean secret() {
    return false;
  }

  /** Returns the complaint about a text that does not look like {@link #expected()}. */
  default BadValueException malformed() {
    return new BadValueException(ProblemKind.WRONG_FORM, "expected " + expected());
  }
}
