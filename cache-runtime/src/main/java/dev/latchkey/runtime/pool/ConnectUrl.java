package dev.latchkey.runtime.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A JDBC address taken apart as far as pooling has to know it. Not kept: it may hold a password.
 */
final class ConnectUrl {
  private static final List<String> SHOWN = List.of("databasename", "database", "servicename");
  private static final String MASK = "***";

  private final String text;
  private final int parameters;

  ConnectUrl(String text) {
    this.text = text;
    parameters = firstOf(text, "?;", 0);
  }

  /** Returns whether the address begins like this, in whatever case. */
  boolean startsWith(String prefix) {
    return text.regionMatches(true, 0, prefix, 0, prefix.length());
  }

  /** Returns the address without its parameters. */
  String address() {
    return text.substring(0, parameters);
  }

  /** Returns the part of the address that names the server, as far as that can be told. */
  String server() {
    int start = text.indexOf("//");
    if (start < 0 || start > parameters) {
      return address();
    }
    String server = text.substring(0, Math.min(parameters, firstOf(text, "/", start + 2)));
    return text.substring(0, start)
        + server.substring(Math.max(start, server.lastIndexOf('@') + 1));
  }

  /** Returns the value of a parameter, or null; names are compared in whatever case. */
  @Nullable String parameter(String name) {
    int at = parameters;
    while (at < text.length()) {
      int end = firstOf(text, "&;", at + 1);
      int equals = text.indexOf('=', at);
      if (equals > 0
          && equals < end
          && equals - at - 1 == name.length()
          && text.regionMatches(true, at + 1, name, 0, name.length())) {
        return text.substring(equals + 1, end);
      }
      at = end;
    }
    return null;
  }

  /** Returns the names of the parameters. */
  List<String> parameterNames() {
    List<String> names = new ArrayList<>(0);
    for (int at = parameters; at < text.length(); ) {
      int end = firstOf(text, "&;", at + 1);
      names.add(text.substring(at + 1, Math.min(end, firstOf(text, "=", at + 1))));
      at = end;
    }
    return names;
  }

  /**
   * Returns the address for people: no user, no password, no parameter but the database's name
   * (safety rule POOL-9).
   */
  String masked() {
    String plain = text.substring(0, Math.min(parameters, firstOf(text, "(", 0)));
    int user = plain.lastIndexOf('@');
    if (user >= 0) {
      int start = plain.indexOf("//");
      int from = start >= 0 && start < user ? start + 2 : plain.lastIndexOf(':', user) + 1;
      // A password may hold a colon or slashes: whatever stands before the last @ goes.
      int thin = plain.indexOf(":thin:");
      plain = plain.substring(0, thin >= 0 ? thin + 6 : from) + MASK + plain.substring(user);
    }
    StringBuilder shown = new StringBuilder(plain);
    for (String name : SHOWN) {
      String value = parameter(name);
      if (value != null) {
        shown.append(';').append(name.toLowerCase(Locale.ROOT)).append('=').append(value);
      }
    }
    return shown.toString();
  }

  private static int firstOf(String text, String marks, int from) {
    for (int i = from; i < text.length(); i++) {
      if (marks.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return text.length();
  }

  @Override
  public String toString() {
    return masked();
  }
}
