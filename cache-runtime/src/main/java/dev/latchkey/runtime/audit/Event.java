package dev.latchkey.runtime.audit;

import java.time.Instant;

/**
 * Something an operator may want to see as a marker on a chart. Immutable; holds no secret and no
 * personal data.
 *
 * @param id rises by one with every event, from 1
 * @param kind dotted name, such as {@code phase.changed} or {@code agent.started}
 * @param actor who: {@code api}, {@code config}, {@code auto}
 * @param text one sentence for people
 */
public record Event(
    long id, Instant at, String kind, Severity severity, String actor, String text) {

  /** How much an event matters. */
  public enum Severity {
    /** Good to know. */
    INFO,
    /** An operator can act on it. */
    WARN,
    /** Something switched itself off. */
    ERROR
  }
}
