package dev.latchkey.runtime.config;

import java.util.Set;

/** Names as the Java language spells them. */
final class JavaNames {
  private static final Set<String> PRIMITIVES =
      Set.of("boolean", "byte", "char", "short", "int", "long", "float", "double");

  private JavaNames() {}

  /** Returns the index after the identifier that starts at {@code start}, or {@code start}. */
  static int identifierEnd(String text, int start) {
    if (start >= text.length() || !Character.isJavaIdentifierStart(text.charAt(start))) {
      return start;
    }
    int end = start + 1;
    while (end < text.length() && isPart(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** Java allows control characters inside a name; nobody types them on purpose. */
  private static boolean isPart(char c) {
    return Character.isJavaIdentifierPart(c) && !Character.isIdentifierIgnorable(c);
  }

  static boolean isIdentifier(String text) {
    return !text.isEmpty() && identifierEnd(text, 0) == text.length();
  }

  /** Tells whether this is a binary class name with dots, such as {@code com.acme.Outer$Inner}. */
  static boolean isClassName(String text) {
    int at = 0;
    while (true) {
      int end = identifierEnd(text, at);
      if (end == at) {
        return false;
      }
      if (end == text.length()) {
        return !PRIMITIVES.contains(text) && !text.equals("void");
      }
      if (text.charAt(end) != '.') {
        return false;
      }
      at = end + 1;
    }
  }

  /** Tells whether this is a parameter type: a class or a primitive, with [] for each dimension. */
  static boolean isType(String text) {
    String element = text;
    while (element.endsWith("[]")) {
      element = element.substring(0, element.length() - 2);
    }
    return PRIMITIVES.contains(element) || isClassName(element);
  }
}
