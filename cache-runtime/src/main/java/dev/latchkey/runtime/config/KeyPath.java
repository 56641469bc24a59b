package dev.latchkey.runtime.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where to find a value in a call: {@code arg0}, {@code arg0.subject}, {@code
 * arg0.getHeader('Authorization')}, {@code this.#issuer}, {@code this.#proxy?}, {@code
 * result.expiresAt}. Immutable; equal when it spells the same way.
 *
 * @param argument index of the argument, 0 to 254, when the root is {@link Root#ARGUMENT}; else 0
 * @param steps from the root to the value; empty for the root itself
 */
public record KeyPath(Root root, int argument, List<Step> steps) {
  /** A method takes at most 255 arguments (JVMS section 4.3.3). */
  public static final int MAX_ARGUMENT = 254;

  /** Where a path starts. */
  public enum Root {
    /** An argument of the call. */
    ARGUMENT,
    /** The object that the method is called on. */
    THIS,
    /** What the method returned. */
    RESULT
  }

  /** One step from a value to the next. Its text form is what the path spells, dot included. */
  public sealed interface Step {
    /** Returns the name of the property, method or field. */
    String name();
  }

  /** Reads a property by its accessor: {@code name()}, {@code getName()} or {@code isName()}. */
  public record Property(String name) implements Step {
    /** Checks the name. */
    public Property {
      Checks.that(JavaNames.isIdentifier(name), "not a name: " + name);
    }

    @Override
    public String toString() {
      return "." + name;
    }
  }

  /**
   * Calls a public method with literal arguments.
   *
   * @param literals each a String, Integer, Long or Boolean
   */
  public record Call(String name, List<Object> literals) implements Step {
    /** Checks the name and the literals and copies them. */
    public Call {
      Checks.that(JavaNames.isIdentifier(name), "not a name: " + name);
      literals = List.copyOf(literals);
      Checks.that(
          literals.stream().allMatch(Call::isLiteral), "a literal is a text, a number or a truth");
    }

    private static boolean isLiteral(Object value) {
      return value instanceof String
          || value instanceof Integer
          || value instanceof Long
          || value instanceof Boolean;
    }

    @Override
    public String toString() {
      var text = new StringBuilder(".").append(name).append('(');
      String separator = "";
      for (Object literal : literals) {
        text.append(separator);
        if (literal instanceof String string) {
          text.append('\'').append(string.replace("\\", "\\\\").replace("'", "\\'")).append('\'');
        } else {
          text.append(literal);
        }
        separator = ", ";
      }
      return text.append(')').toString();
    }
  }

  /** Reads a field, private ones too. */
  public record Field(String name) implements Step {
    /** Checks the name. */
    public Field {
      Checks.that(JavaNames.isIdentifier(name), "not a name: " + name);
    }

    @Override
    public String toString() {
      return ".#" + name;
    }
  }

  /** Reads a field that some classes do not have, which reads as null. */
  public record OptionalField(String name) implements Step {
    /** Checks the name. */
    public OptionalField {
      Checks.that(JavaNames.isIdentifier(name), "not a name: " + name);
    }

    @Override
    public String toString() {
      return ".#" + name + "?";
    }
  }

  /** Checks the index and copies the steps. */
  public KeyPath {
    Checks.range("argument", argument, 0, root == Root.ARGUMENT ? MAX_ARGUMENT : 0);
    steps = List.copyOf(steps);
  }

  /**
   * Returns the path that {@code text} spells.
   *
   * @throws ConfigSyntaxException when it spells none, with the offset of the first misfit
   */
  public static KeyPath parse(String text) throws ConfigSyntaxException {
    return new KeyPathParser(text).parse();
  }

  /** Tells whether this is an argument, the receiver or the result itself and not a part of it. */
  public boolean whole() {
    return steps.isEmpty();
  }

  /**
   * Compares what the paths spell. The comparison that a record brings is linked when it is first
   * used, which took a tenth of the agent's start.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeyPath path && toString().equals(path.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** Returns the text that parses to this path. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    switch (root) {
      case ARGUMENT -> text.append("arg").append(argument);
      case THIS -> text.append("this");
      case RESULT -> text.append("result");
    }
    steps.forEach(text::append);
    return text.toString();
  }
}
