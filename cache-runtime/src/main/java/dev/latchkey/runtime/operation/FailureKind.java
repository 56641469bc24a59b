package dev.latchkey.runtime.operation;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

/**
 * Why an auth operation failed, as far as the classes of its exception and of what caused it tell.
 * Nothing of an exception is kept: neither its message nor its class.
 */
public enum FailureKind {
  /** The application refused who asked. */
  REJECTED,
  /** Something did not answer in time. */
  TIMEOUT,
  /** The database failed. */
  DATABASE,
  /** Another server could not be reached, or broke off. */
  CONNECTION,
  /** Anything else. */
  OTHER;

  private static final int MOST_CAUSES = 8;

  private final String id = name().toLowerCase(Locale.ROOT);

  /** Returns the name as users read it: lower case. */
  public String id() {
    return id;
  }

  /**
   * Returns the kind of a failure. What failed beneath says more than what was made of it: a token
   * that is refused because no key set could be fetched is a connection that failed.
   */
  public static FailureKind of(Throwable failure) {
    FailureKind found = OTHER;
    Throwable cause = failure;
    for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
      FailureKind kind = alone(cause);
      if (kind == TIMEOUT || kind == DATABASE || kind == CONNECTION) {
        found = kind;
      } else if (kind == REJECTED && found == OTHER) {
        found = REJECTED;
      }
      cause = cause.getCause();
    }
    return found;
  }

  private static FailureKind alone(Throwable failure) {
    for (Class<?> type = failure.getClass(); type != Throwable.class; type = type.getSuperclass()) {
      String name = type.getName();
      if (type == TimeoutException.class || name.endsWith("TimeoutException")) {
        return TIMEOUT;
      }
      // By its name: an agent that loads the class could load drivers before the application does.
      if (name.equals("java.sql.SQLException")) {
        return DATABASE;
      }
      if (type == IOException.class) {
        return CONNECTION;
      }
      if (isRefusal(name)) {
        return REJECTED;
      }
    }
    return OTHER;
  }

  /** What authentication libraries call the exceptions by which they refuse. */
  private static boolean isRefusal(String name) {
    return name.equals("java.security.GeneralSecurityException")
        || name.equals("java.lang.SecurityException")
        || name.contains("Authentication")
        || name.contains("Authorization")
        || name.contains("Unauthorized")
        || name.contains("AccessDenied")
        || name.contains("Credential")
        || name.contains("Token")
        || name.contains("Login")
        || name.contains("Jwt")
        || name.contains("JWT")
        || name.contains("Jose")
        || name.contains("JOSE");
  }
}
