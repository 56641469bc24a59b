package dev.latchkey.dashboard.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.time.Ticker;
import java.time.Duration;

/**
 * Notes refused changes in the event log, at most one event a minute: a flood of them must not push
 * the other events out. Thread-safe.
 */
public final class DeniedChanges {
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final EventLog events;
  private final Ticker ticker;

  @GuardedBy("this")
  private long notedAtNanos;

  @GuardedBy("this")
  private long since = -1;

  /** Starts without a refusal. */
  public DeniedChanges(EventLog events, Ticker ticker) {
    this.events = events;
    this.ticker = ticker;
  }

  /**
   * Notes one refused change.
   *
   * @param what method and route, never text of the caller
   */
  public void note(String what, int status) {
    long leftOut;
    synchronized (this) {
      boolean first = since < 0;
      if (!first && ticker.nanos() - notedAtNanos < PAUSE.toNanos()) {
        since++;
        return;
      }
      leftOut = Math.max(0, since);
      since = 0;
      notedAtNanos = ticker.nanos();
    }
    var more = leftOut == 0 ? "" : " " + leftOut + " earlier ones were left out.";
    events.add(
        "admin.denied", Severity.WARN, "nobody", what + " was refused (" + status + ")." + more);
  }
}
