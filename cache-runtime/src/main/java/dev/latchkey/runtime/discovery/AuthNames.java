package dev.latchkey.runtime.discovery;

import java.util.List;
import java.util.Locale;

/** Words by which developers call what has to do with who somebody is. Stateless. */
final class AuthNames {
  private static final List<String> WORDS =
      List.of(
          "auth",
          "user",
          "account",
          "principal",
          "session",
          "login",
          "credential",
          "role",
          "permission",
          "privilege",
          "tenant",
          "identity",
          "subject",
          "token");

  private AuthNames() {}

  /** Returns whether the name of a method, or of its class without the package, has such a word. */
  static boolean speak(MethodId method) {
    String className = method.className();
    String name =
        (className.substring(className.lastIndexOf('.') + 1) + " " + method.name())
            .toLowerCase(Locale.ROOT);
    return WORDS.stream().anyMatch(name.replace("author", "")::contains);
  }
}
