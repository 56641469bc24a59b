package dev.latchkey.runtime.config;

import java.time.Duration;

/** What the records ask of their components, whoever makes them. */
final class Checks {
  private Checks() {}

  static void range(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + " is " + value + ", allowed is " + min + " to " + max);
    }
  }

  static void range(String name, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          name
              + " is "
              + Durations.format(value)
              + ", allowed is "
              + Durations.format(min)
              + " to "
              + Durations.format(max));
    }
  }

  static void that(boolean condition, String complaint) {
    if (!condition) {
      throw new IllegalArgumentException(complaint);
    }
  }
}
