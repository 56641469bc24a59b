package dev.latchkey.runtime.fleet;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import java.util.function.Consumer;

/**
 * Says when the others are heard and when not: in the event log at each change, in the agent's log
 * at the first loss. Thread-safe.
 */
final class LinkNews {
  private static final String ALONE =
      "Redis is not reached: this instance goes on alone, and what it keeps of users lives for 60 s"
          + " at most";

  private final EventLog events;
  private volatile Consumer<String> warning = nobody -> {};

  @GuardedBy("this")
  private State told = State.NOTHING;

  @GuardedBy("this")
  private boolean warned;

  LinkNews(EventLog events) {
    this.events = events;
  }

  private enum State {
    NOTHING,
    ALONE,
    TOGETHER
  }

  void onTrouble(Consumer<String> hears) {
    warning = hears;
  }

  void alone() {
    alone(ALONE);
  }

  /** Says that the others are not heard, once until they are again. */
  void alone(String reason) {
    if (changes(State.ALONE)) {
      events.add("fleet.lost", Severity.WARN, "auto", reason + ".");
      if (first()) {
        warning.accept(reason);
      }
    }
  }

  void together() {
    if (changes(State.TOGETHER)) {
      events.add(
          "fleet.joined", Severity.INFO, "auto", "Redis is reached: this instance is one of all.");
    }
  }

  private synchronized boolean changes(State now) {
    boolean other = told != now;
    told = now;
    return other;
  }

  private synchronized boolean first() {
    boolean isFirst = !warned;
    warned = true;
    return isFirst;
  }
}
