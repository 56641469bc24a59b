package dev.latchkey.runtime.history;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.audit.Event;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.metrics.SeriesInfo;
import dev.latchkey.runtime.metrics.SeriesSchema;
import dev.latchkey.runtime.metrics.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sets what was measured after a start, a changed configuration or a switched phase beside what was
 * measured before it, and tells what is certainly different; and finds what became different though
 * nothing was changed that the agent knows of. Thread-safe; judged on the ticking thread, once a
 * change, a quarter of an hour after it; without a known one every five minutes, which finds a
 * change that is an hour old.
 */
public final class ChangeWatch {
  static final long BLOCK_SECONDS = 300;
  static final int BLOCKS_AFTER = 2;

  private static final int MOST_BEFORE = 36;
  private static final int LEAST_OPERATIONS = 100;
  private static final int MOST_KEPT = 100;
  private static final int MOST_CAUSE = 300;
  private static final long SETTLING_SECONDS = 60;
  private static final long WARMING_SECONDS = 300;
  private static final long WRITTEN_AFTER_SECONDS = 30;
  private static final long BACK_SECONDS = Duration.ofHours(24).toSeconds();
  private static final int MOST_OF_A_TREND = 48;
  private static final String UNKNOWN = "nothing that the agent knows of";
  private static final String STARTED = "agent.started";
  private static final Set<String> CAUSES = Set.of(STARTED, "config.reloaded", "phase.changed");

  /** What is compared: at least so many times as high or low, and so far apart. */
  private record Watched(String id, double leastFactor, double leastStep, boolean highIsBad) {}

  private static final List<Watched> WATCHED =
      List.of(
          new Watched("auth.p50", 1.1, 0.05, true),
          new Watched("auth.p95", 1.1, 0.1, true),
          new Watched("auth.success", 1, 0.005, false));

  private final History history;
  private final EventLog events;

  @GuardedBy("this")
  private @Nullable Mark pending;

  @GuardedBy("this")
  private final Deque<Change> found = new ArrayDeque<>();

  /** Where each series went to the level that it is on, as far as that is known. */
  @GuardedBy("this")
  private final Map<String, Long> levels = new HashMap<>();

  @GuardedBy("this")
  private long calmSince = Long.MIN_VALUE;

  // Confined to the ticking thread.
  private long looked = Long.MIN_VALUE;

  /** What was changed; changes one after another are judged together. */
  private record Mark(long first, long settled, String cause) {}

  /** Watches from now on. */
  public ChangeWatch(History history, EventLog events) {
    this.history = history;
    this.events = events;
    events.onEvent(this::happened);
  }

  private synchronized void happened(Event event) {
    if (!CAUSES.contains(event.kind())) {
      return;
    }
    long at = event.at().getEpochSecond();
    long settled = at + (event.kind().equals(STARTED) ? WARMING_SECONDS : SETTLING_SECONDS);
    Mark known = pending;
    calmSince = Math.max(calmSince, settled);
    String cause = known == null ? event.text() : known.cause + " " + event.text();
    pending =
        new Mark(
            known == null ? at : known.first,
            known == null ? settled : Math.max(known.settled, settled),
            cause.length() <= MOST_CAUSE ? cause : cause.substring(0, MOST_CAUSE));
  }

  /** Takes notice of the time; to be called by the ticking thread. */
  public void second(long epochSecond, Span unused) {
    long block = Math.floorDiv(epochSecond - WRITTEN_AFTER_SECONDS, BLOCK_SECONDS);
    if (block != looked) {
      looked = block;
      trends(block * BLOCK_SECONDS);
    }
    Mark due;
    synchronized (this) {
      due = pending;
      if (due == null
          || epochSecond
              < due.settled + 60 + BLOCKS_AFTER * BLOCK_SECONDS + WRITTEN_AFTER_SECONDS) {
        return;
      }
      pending = null;
    }
    judge(due);
  }

  private void trends(long now) {
    for (Watched watched : WATCHED) {
      long since;
      synchronized (this) {
        if (pending != null) {
          return;
        }
        since = Math.max(calmSince, levels.getOrDefault(watched.id, Long.MIN_VALUE));
      }
      trend(watched, Math.max(since, now - MOST_OF_A_TREND * BLOCK_SECONDS), now);
    }
  }

  /** Looks at the blocks from the last known change on: what it did is no news. */
  private void trend(Watched watched, long since, long now) {
    long from = -Math.floorDiv(-since, BLOCK_SECONDS) * BLOCK_SECONDS;
    Map<Long, Span> blocks = timed(from, now, from);
    int series = series(watched);
    double[] values = blocks.values().stream().mapToDouble(span -> span.values()[series]).toArray();
    Pettitt.of(values)
        .filter(
            step ->
                Blocks.matters(step.before(), step.after(), watched.leastFactor, watched.leastStep))
        .ifPresent(
            step -> {
              long at = from + List.copyOf(blocks.keySet()).get(step.index()) * BLOCK_SECONDS;
              synchronized (this) {
                levels.put(watched.id, at);
              }
              tellTrend(watched, at, step);
            });
  }

  private void tellTrend(Watched watched, long at, Pettitt.Step step) {
    Change change = change(watched, at, UNKNOWN, step.before(), step.after());
    tell(
        change,
        String.format(
            Locale.ROOT,
            "%s went from %s to %s at %s, and %s was changed then. In blocks of five minutes that"
                + " is chance with less than %s (Pettitt's test).",
            change.metric(),
            shown(change.before(), change.unit()),
            shown(change.after(), change.unit()),
            change.at(),
            UNKNOWN,
            Pettitt.LEAST_PROBABILITY));
  }

  private static int series(Watched watched) {
    return SeriesSchema.infos().stream().map(SeriesInfo::id).toList().indexOf(watched.id);
  }

  private static Change change(
      Watched watched, long at, String cause, double before, double after) {
    return new Change(
        Instant.ofEpochSecond(at),
        cause,
        watched.id,
        SeriesSchema.infos().get(series(watched)).unit(),
        before,
        after,
        after > before == watched.highIsBad);
  }

  private void judge(Mark mark) {
    long settled = -Math.floorDiv(-mark.settled, 60L) * 60;
    long before = Math.floorDiv(mark.first, 60L) * 60;
    List<Span> after = blocks(settled, settled + BLOCKS_AFTER * BLOCK_SECONDS, settled);
    List<Span> earlier = blocks(before - BACK_SECONDS, before, before);
    List<Span> last = earlier.subList(Math.max(0, earlier.size() - MOST_BEFORE), earlier.size());
    for (Watched watched : WATCHED) {
      compare(mark, watched, last, after);
    }
  }

  /** Returns the blocks with traffic, oldest first; one begins at {@code edge}. */
  private List<Span> blocks(long from, long to, long edge) {
    return List.copyOf(timed(from, to, edge).values());
  }

  private Map<Long, Span> timed(long from, long to, long edge) {
    Map<Long, List<Span>> blocks = new TreeMap<>();
    for (HistoryPoint minute : history.points(Tier.MINUTE, from, to)) {
      long block = Math.floorDiv(minute.epochSecond() - edge, BLOCK_SECONDS);
      blocks.computeIfAbsent(block, unused -> new ArrayList<>()).add(minute.span());
    }
    Map<Long, Span> busy = new TreeMap<>();
    blocks.forEach(
        (block, parts) -> {
          Span sum = Span.sum(parts);
          if (sum.operations() >= LEAST_OPERATIONS) {
            busy.put(block, sum);
          }
        });
    return busy;
  }

  private void compare(Mark mark, Watched watched, List<Span> before, List<Span> after) {
    int series = series(watched);
    double[] was = before.stream().mapToDouble(span -> span.values()[series]).toArray();
    double[] is = after.stream().mapToDouble(span -> span.values()[series]).toArray();
    var verdict = Blocks.compare(was, is, watched.leastFactor, watched.leastStep);
    if (verdict == Blocks.Verdict.HIGHER || verdict == Blocks.Verdict.LOWER) {
      Change change =
          change(watched, mark.first, mark.cause, Blocks.median(was), Blocks.median(is));
      tell(
          change,
          String.format(
              Locale.ROOT,
              "%s went from %s to %s: each of the %d blocks of five minutes after lies beyond all"
                  + " %d before. What was changed: %s",
              change.metric(),
              shown(change.before(), change.unit()),
              shown(change.after(), change.unit()),
              BLOCKS_AFTER,
              before.size(),
              change.cause()));
    }
  }

  private void tell(Change change, String text) {
    synchronized (this) {
      if (found.size() == MOST_KEPT) {
        found.removeFirst();
      }
      found.addLast(change);
    }
    events.add(
        change.worse() ? "history.regression" : "history.improvement",
        change.worse() ? Severity.WARN : Severity.INFO,
        "auto",
        text);
  }

  private static String shown(double value, String unit) {
    return unit.equals("ratio")
        ? String.format(Locale.ROOT, "%.2f %%", value * 100)
        : String.format(Locale.ROOT, "%.3g %s", value, unit);
  }

  /** Returns what was found since the start, oldest first: the last {@value #MOST_KEPT}. */
  public synchronized List<Change> changes() {
    return List.copyOf(found);
  }
}
