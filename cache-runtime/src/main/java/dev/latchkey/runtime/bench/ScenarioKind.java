package dev.latchkey.runtime.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The seven scenarios of a baseline. */
public enum ScenarioKind {
  /** What do the first requests after a start cost? */
  COLD_START(0, 1),
  /** What does one request cost? */
  WARM(0.10, 10),
  /** How does it behave as users come? */
  CONCURRENT_LOW(0.20, 10),
  /** With more of them. */
  CONCURRENT_MEDIUM(0.50, 100),
  /** Near what it can take. */
  CONCURRENT_HIGH(0.80, 1000),
  /** What do bad tokens cost, and do they harm good ones? */
  ERRORS(0.50, 100),
  /** Does it drift? */
  SUSTAINED(0.60, 100);

  private final double share;
  private final int users;

  ScenarioKind(double share, int users) {
    this.share = share;
    this.users = users;
  }

  /** Returns the share of the capacity that it asks for, 0 to 1. */
  double share() {
    return share;
  }

  /** Returns how many users come, each with a connection. */
  int users() {
    return users;
  }

  /** Returns the name in commands and files, such as {@code cold-start}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the scenario of a name. */
  public static Optional<ScenarioKind> of(String id) {
    return Arrays.stream(values()).filter(each -> each.id().equals(id)).findFirst();
  }
}
