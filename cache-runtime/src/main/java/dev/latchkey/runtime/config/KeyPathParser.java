package dev.latchkey.runtime.config;

import dev.latchkey.runtime.config.KeyPath.Call;
import dev.latchkey.runtime.config.KeyPath.Field;
import dev.latchkey.runtime.config.KeyPath.OptionalField;
import dev.latchkey.runtime.config.KeyPath.Property;
import dev.latchkey.runtime.config.KeyPath.Root;
import dev.latchkey.runtime.config.KeyPath.Step;
import java.util.ArrayList;
import java.util.List;

/** Reads one path from left to right. Confined to one parse. */
final class KeyPathParser {
  private static final String ROOTS = "a path starts with arg0 to arg254, this or result";
  private static final int MAX_NUMBER_DIGITS = 18;

  private final String text;
  private int at;

  KeyPathParser(String text) {
    this.text = text;
  }

  KeyPath parse() throws ConfigSyntaxException {
    int end = JavaNames.identifierEnd(text, 0);
    String root = text.substring(0, end);
    at = end;
    return switch (root) {
      case "this" -> new KeyPath(Root.THIS, 0, steps());
      case "result" -> new KeyPath(Root.RESULT, 0, steps());
      default -> new KeyPath(Root.ARGUMENT, argument(root), steps());
    };
  }

  private static int argument(String root) throws ConfigSyntaxException {
    String index = root.startsWith("arg") ? root.substring(3) : "";
    boolean number =
        !index.isEmpty()
            && index.length() <= 3
            && Ascii.digits(index, 0) == index.length()
            && (index.length() == 1 || index.charAt(0) != '0');
    if (!number || Integer.parseInt(index) > KeyPath.MAX_ARGUMENT) {
      throw new ConfigSyntaxException(ROOTS, 0);
    }
    return Integer.parseInt(index);
  }

  private List<Step> steps() throws ConfigSyntaxException {
    List<Step> steps = new ArrayList<>();
    while (at < text.length()) {
      expect('.', "a step starts with a dot");
      if (next() == '#') {
        at++;
        steps.add(field(name()));
      } else {
        String name = name();
        steps.add(next() == '(' ? new Call(name, literals()) : new Property(name));
      }
    }
    return steps;
  }

  private Step field(String name) {
    if (next() == '?') {
      at++;
      return new OptionalField(name);
    }
    return new Field(name);
  }

  private String name() throws ConfigSyntaxException {
    int end = JavaNames.identifierEnd(text, at);
    if (end == at) {
      throw fault("a step names a property, a method() or a #field");
    }
    String name = text.substring(at, end);
    at = end;
    return name;
  }

  private List<Object> literals() throws ConfigSyntaxException {
    List<Object> literals = new ArrayList<>();
    at++;
    skipSpaces();
    if (next() == ')') {
      at++;
      return literals;
    }
    while (true) {
      skipSpaces();
      literals.add(literal());
      skipSpaces();
      if (next() == ')') {
        at++;
        return literals;
      }
      expect(',', "after a literal comes a comma or a closing bracket");
    }
  }

  private Object literal() throws ConfigSyntaxException {
    if (next() == '\'') {
      return string();
    }
    int end = JavaNames.identifierEnd(text, at);
    String word = text.substring(at, end);
    if (word.equals("true") || word.equals("false")) {
      at = end;
      return Boolean.valueOf(word);
    }
    return number();
  }

  private String string() throws ConfigSyntaxException {
    int start = at++;
    var value = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '\'') {
        return value.toString();
      }
      if (c == '\\') {
        if (next() != '\'' && next() != '\\') {
          throw fault("a backslash stands before a quote or another backslash");
        }
        c = text.charAt(at++);
      }
      value.append(c);
    }
    at = start;
    throw fault("the quote is not closed");
  }

  private Object number() throws ConfigSyntaxException {
    int start = next() == '-' ? at + 1 : at;
    int digits = Ascii.digits(text, start);
    if (digits == 0 || digits > MAX_NUMBER_DIGITS) {
      throw fault("a literal is 'text', a whole number, true or false");
    }
    long value = Long.parseLong(text.substring(at, start + digits));
    at = start + digits;
    if (value == (int) value) {
      return (int) value;
    }
    return value;
  }

  private void skipSpaces() {
    while (next() == ' ') {
      at++;
    }
  }

  private void expect(char c, String complaint) throws ConfigSyntaxException {
    if (next() != c) {
      throw fault(complaint);
    }
    at++;
  }

  /** Returns the character to come, or NUL at the end: no path may hold one outside a literal. */
  private char next() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private ConfigSyntaxException fault(String complaint) {
    return new ConfigSyntaxException(complaint, at);
  }
}
