package dev.latchkey.runtime.config;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One effective setting, for people. Immutable.
 *
 * @param key dotted key, such as {@code phases.jwks.ttl}
 * @param value the value in force as the file would spell it; secrets are masked
 * @param line where the file says so, from 1; 0 when it does not
 */
public record Setting(String key, String value, Source source, int line) {

  /** Returns a length of time as the file would spell it. */
  public static String spelled(Duration length) {
    return Durations.format(length);
  }

  /** Tells whether another says the same, wherever it stands. */
  boolean saysAs(@Nullable Setting other) {
    return other != null && other.value().equals(value);
  }

  /** Where a value came from. */
  public enum Source {
    /** The file says nothing. */
    DEFAULT,
    /** The file says so. */
    FILE;

    private final String id = name().toLowerCase(Locale.ROOT);

    /** Returns the name as users see it: lower case. */
    public String id() {
      return id;
    }
  }
}
