package dev.latchkey.runtime.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Names a method, or all methods of one name: {@code validate}, {@code validate(java.lang.String,
 * byte[], int)}. Immutable; equal when it spells the same way.
 *
 * @param parameterTypes binary class names with dots, primitives, [] for arrays; absent when every
 *     method of that name is meant
 */
public record MethodPattern(String name, Optional<List<String>> parameterTypes) {

  /** Checks the names and copies the list. */
  public MethodPattern {
    Checks.that(JavaNames.isIdentifier(name), "not a method name: " + name);
    parameterTypes = parameterTypes.map(List::copyOf);
    Checks.that(
        parameterTypes.stream().flatMap(List::stream).allMatch(JavaNames::isType),
        "not a list of parameter types");
  }

  /**
   * Returns the pattern that {@code text} spells; spaces inside the brackets mean nothing.
   *
   * @throws ConfigSyntaxException when it spells none, with the offset of the first misfit
   */
  public static MethodPattern parse(String text) throws ConfigSyntaxException {
    if (text.startsWith("<")) {
      throw new ConfigSyntaxException("a constructor or initializer cannot be a target", 0);
    }
    int end = JavaNames.identifierEnd(text, 0);
    if (end == 0) {
      throw new ConfigSyntaxException("a method has a plain name, without wildcards", 0);
    }
    String name = text.substring(0, end);
    if (end == text.length()) {
      return new MethodPattern(name, Optional.empty());
    }
    if (text.charAt(end) != '(') {
      throw new ConfigSyntaxException("after the name comes nothing, or types in brackets", end);
    }
    if (text.indexOf(')') != text.length() - 1) {
      throw new ConfigSyntaxException("the types end with one closing bracket", end);
    }
    return new MethodPattern(name, Optional.of(types(text, end + 1)));
  }

  private static List<String> types(String text, int start) throws ConfigSyntaxException {
    int close = text.length() - 1;
    List<String> types = new ArrayList<>();
    if (text.substring(start, close).isBlank()) {
      return types;
    }
    int at = start;
    while (at <= close) {
      int comma = text.indexOf(',', at);
      int end = comma < 0 ? close : comma;
      String type = text.substring(at, end).strip();
      if (!JavaNames.isType(type)) {
        throw new ConfigSyntaxException(
            "a parameter type is a full class name or a primitive, without generics, with [] for"
                + " an array",
            at);
      }
      types.add(type);
      at = end + 1;
    }
    return types;
  }

  /** Returns the text that parses to this pattern. */
  @Override
  public String toString() {
    return parameterTypes.map(types -> name + "(" + String.join(", ", types) + ")").orElse(name);
  }
}
