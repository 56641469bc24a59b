package dev.latchkey.runtime.feed;

import java.time.Duration;
import java.util.Locale;

/** How PostgreSQL is asked for changes. */
public enum FeedKind {
  /** Triggers, which an operator applies, tell at the commit. */
  NOTIFY(Duration.ofSeconds(7)),
  /** The counters of its statistics are read once a second. */
  POLL(Duration.ofSeconds(17));

  private final Duration bound;
  private final String id = name().toLowerCase(Locale.ROOT);

  FeedKind(Duration bound) {
    this.bound = bound;
  }

  /** Returns the name as users write it: lower case. */
  public String id() {
    return id;
  }

  /**
   * Returns how long a committed change stays unseen at most while the feed is active, a connection
   * that dies without a word included. A session of PostgreSQL may keep its counters to itself for
   * ten seconds.
   */
  public Duration bound() {
    return bound;
  }
}
