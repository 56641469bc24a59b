package dev.latchkey.runtime.config;

/**
 * Everything that can be wrong with a configuration file. The ids are stable and listed, with the
 * same titles, in {@code docs/problems.md}.
 */
public enum ProblemKind {
  /** The file is missing, unreadable, too large or not text. */
  UNREADABLE("LK-1101", "The file cannot be read", "check the path, the rights and the encoding"),
  /** The text is not YAML. */
  SYNTAX("LK-1102", "The text is not valid YAML", "mend the line that is named"),
  /** A value is not of the form that its key takes. */
  WRONG_FORM("LK-1103", "A value has the wrong form", "write it in the form that is named"),
  /** A value has the right form and lies outside its range. */
  OUT_OF_RANGE("LK-1104", "A value is out of range", "choose a value in that range"),
  /** A key that must be there is absent, or has no value. */
  MISSING("LK-1105", "A value is missing", "give the key a value"),
  /** A key stands twice in one mapping. */
  DUPLICATE_KEY("LK-1106", "A key is given twice", "keep one of the two"),
  /** A key means nothing where it stands. */
  UNKNOWN_KEY("LK-1107", "A key is unknown", "use a key that is listed in docs/configuration.md"),
  /** A value is not one of the words that its key takes. */
  UNKNOWN_WORD("LK-1108", "A value is not one of the allowed words", "use one of the words named"),
  /** A {@code ${NAME}} could not be filled in. */
  ENVIRONMENT(
      "LK-1109", "An environment variable is not set", "set it, or write a default: ${NAME:text}"),
  /** Two values, each fine by itself, do not go together. */
  CONFLICT("LK-1110", "Two values do not go together", "change one of the two"),
  /** Two items of a list have one name. */
  DUPLICATE_NAME("LK-1111", "A name is used twice", "give each item a name of its own"),
  /** A path such as {@code arg0.subject} cannot be understood. */
  BAD_PATH("LK-1112", "A path is malformed", "write it as arg0, arg0.name, this or result.name"),
  /** A class, a method or a parameter type cannot be understood. */
  BAD_NAME(
      "LK-1113", "A class or method is malformed", "write com.acme.Tokens and check(int, byte[])"),
  /** A cache key would let two different callers share an answer. */
  UNSAFE_KEY("LK-1114", "A key is not safe", "add the whole argument to the key, such as arg0"),
  /** The dashboard would be open to other machines without a token of the user's choice. */
  OPEN_DASHBOARD(
      "LK-1115", "The dashboard would be open", "set admin.token-file, or admin.host to 127.0.0.1"),
  /** There are more problems than a person would read. */
  TOO_MANY("LK-1116", "There are more problems", "mend the problems listed and check again");

  private final String id;
  private final String title;
  private final String remedy;

  ProblemKind(String id, String title, String remedy) {
    this.id = id;
    this.title = title;
    this.remedy = remedy;
  }

  /** Returns the stable id, such as {@code LK-1104}. */
  public String id() {
    return id;
  }

  /** Returns what is wrong, in a few words. */
  public String title() {
    return title;
  }

  /** Returns how to mend it, as the second half of a sentence. */
  public String remedy() {
    return remedy;
  }
}
