package dev.latchkey.runtime.config;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Fills <code>${NAME}</code> and <code>${NAME:default}</code> in from the environment. */
record Environment(Map<String, String> variables) {
  static final String OPEN = "${";

  /** Returns the text with every variable filled in; what was filled in is not looked at again. */
  String expand(String text) throws BadValueException {
    int open = text.indexOf(OPEN);
    if (open < 0) {
      return text;
    }
    var expanded = new StringBuilder();
    int at = 0;
    while (open >= 0) {
      int close = text.indexOf('}', open);
      if (close < 0) {
        throw new BadValueException(ProblemKind.ENVIRONMENT, "a ${ is not closed by }", open);
      }
      expanded.append(text, at, open);
      expanded.append(valueOf(text.substring(open + OPEN.length(), close), open));
      at = close + 1;
      open = text.indexOf(OPEN, at);
    }
    return expanded.append(text, at, text.length()).toString();
  }

  private String valueOf(String reference, int offset) throws BadValueException {
    int colon = reference.indexOf(':');
    String name = colon < 0 ? reference : reference.substring(0, colon);
    if (!isName(name)) {
      throw new BadValueException(
          ProblemKind.ENVIRONMENT, "expected ${NAME} or ${NAME:default}", offset);
    }
    Optional<String> value = lookUp(name);
    if (value.isPresent()) {
      return value.get();
    }
    if (colon < 0) {
      throw new BadValueException(
          ProblemKind.ENVIRONMENT,
          "and " + name + " is not set; set it, or write a default: ${" + name + ":text}",
          offset);
    }
    return reference.substring(colon + 1);
  }

  private Optional<String> lookUp(String name) {
    @Nullable String value = variables.get(name);
    if (value == null && name.equals("HOME")) {
      value = System.getProperty("user.home");
    }
    return Optional.ofNullable(value);
  }

  private static boolean isName(String text) {
    return !text.isEmpty()
        && !Ascii.isDigit(text.charAt(0))
        && text.chars()
            .allMatch(c -> Ascii.isLetter((char) c) || Ascii.isDigit((char) c) || c == '_');
  }
}
