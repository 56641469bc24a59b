package dev.latchkey.dashboard.http;

/** Knows the admin token. Thread-safe. */
public interface Authority {
  /** Returns whether this is the token; takes the same time for every wrong one of its length. */
  boolean accepts(String presented);
}
