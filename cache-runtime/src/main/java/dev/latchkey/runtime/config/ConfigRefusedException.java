package dev.latchkey.runtime.config;

import java.util.List;

/** A change of the configuration file that is not made. Its message says why, for the caller. */
public final class ConfigRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final transient List<Problem> problems;

  /** Why it is not made. */
  public enum Kind {
    /** There is no file, or it cannot be read or replaced as it is. */
    NOT_POSSIBLE,
    /** The text that was given is not valid. */
    INVALID,
    /** A key was named that is unknown, or is as the file says. */
    WRONG_KEY,
    /** The file is another than the caller saw. */
    STALE
  }

  private ConfigRefusedException(Kind kind, String message, List<Problem> problems) {
    super(message);
    this.kind = kind;
    this.problems = List.copyOf(problems);
  }

  /** There is no file, or it cannot be replaced. */
  public static ConfigRefusedException notPossible(String message) {
    return new ConfigRefusedException(Kind.NOT_POSSIBLE, message, List.of());
  }

  /** The text that was given is not valid. */
  static ConfigRefusedException invalid(List<Problem> problems) {
    return new ConfigRefusedException(Kind.INVALID, "the configuration is not valid", problems);
  }

  /** A key cannot be written into the file. */
  static ConfigRefusedException wrongKey(String message) {
    return new ConfigRefusedException(Kind.WRONG_KEY, message, List.of());
  }

  /** The file is another than the caller saw. */
  public static ConfigRefusedException stale() {
    return new ConfigRefusedException(
        Kind.STALE,
        "the configuration file was changed since it was read; look at what it says now and repeat"
            + " the change",
        List.of());
  }

  /** The file's form does not let one value be changed by itself. */
  static ConfigRefusedException uneditable(String why) {
    return notPossible(why + "; nothing was written, so edit the file by hand");
  }

  /** Returns why it is not made. */
  public Kind kind() {
    return kind;
  }

  /** Returns what is wrong with the text, for {@link Kind#INVALID}. */
  public List<Problem> problems() {
    return problems;
  }
}
