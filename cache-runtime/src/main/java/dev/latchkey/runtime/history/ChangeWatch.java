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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sets what was measured after a start, a changed configuration or a switched phase beside what was
 * measured before it, and tells what is certainly different. Thread-safe; judged on the ticking
 * thread, once a change, a quarter of an hour after it.
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
    String cause = known == null ? event.text() : known.cause + " " + event.text();
    pending =
        new Mark(
            known == null ? at : known.first,
            known == null ? settled : Math.max(known.settled, settled),
            cause.length() <= MOST_CAUSE ? cause : cause.substring(0, MOST_CAUSE));
  }

  /** Takes notice of the time; to be called by the ticking thread. */
  public void second(long epochSecond, Span unused) {
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
    Map<Long, List<Span>> blocks = new TreeMap<>();
    for (HistoryPoint minute : history.points(Tier.MINUTE, from, to)) {
      long block = Math.floorDiv(minute.epochSecond() - edge, BLOCK_SECONDS);
      blocks.computeIfAbsent(block, unused -> new ArrayList<>()).add(minute.span());
    }
    return blocks.values().stream()
        .map(Span::sum)
        .filter(span -> span.operations() >= LEAST_OPERATIONS)
        .toList();
  }

  private void compare(Mark mark, Watched watched, List<Span> before, List<Span> after) {
    List<SeriesInfo> schema = SeriesSchema.infos();
    int series = schema.stream().map(SeriesInfo::id).toList().indexOf(watched.id);
    double[] was = before.stream().mapToDouble(span -> span.values()[series]).toArray();
    double[] is = after.stream().mapToDouble(span -> span.values()[series]).toArray();
    var verdict = Blocks.compare(was, is, watched.leastFactor, watched.leastStep);
    boolean higher = verdict == Blocks.Verdict.HIGHER;
    if (higher || verdict == Blocks.Verdict.LOWER) {
      tell(
          new Change(
              Instant.ofEpochSecond(mark.first),
              mark.cause,
              watched.id,
              schema.get(series).unit(),
              Blocks.median(was),
              Blocks.median(is),
              higher == watched.highIsBad),
          before.size());
    }
  }

  private void tell(Change change, int blocks) {
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
        String.format(
            Locale.ROOT,
            "%s went from %s to %s: each of the %d blocks of five minutes after lies beyond all %d"
                + " before. What was changed: %s",
            change.metric(),
            shown(change.before(), change.unit()),
            shown(change.after(), change.unit()),
            BLOCKS_AFTER,
            blocks,
            change.cause()));
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
