package dev.latchkey.runtime.gate;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseState;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.time.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Leaves the cache out where it does not pay (safety rule F-4): the target is timed only for a
 * while, and then tried again. Thread-safe.
 *
 * <p>It does not pay where an answer from memory saves next to nothing, and where so few calls are
 * answered that these save less than asking costs all the others. That is weighed in time and not
 * by the share alone, because who sends many tokens that are good for one call each must not take
 * the cache away from the others (rule B-2): those few may still save more than the flood costs.
 *
 * <p>A cache that was just filled has answered nothing yet, so nothing is judged before the answers
 * of a usual life could have come back. What the application refused counts for nothing: a flood of
 * bad tokens must not take the cache away from the good ones. What a hit saves is told by few calls
 * where nearly all are hits, so that has to be so twice.
 *
 * <pre>
 *              window is full, does not pay
 *   COUNTING ------------------------------> RESTING
 *      ^  ^--- pays: counts anew                |
 *      +----------------------------------------+
 *         rested, or the phase was switched
 * </pre>
 */
public final class Benefits {
  /** Calls that ask the cache before it is judged. */
  static final long LEAST_CALLS = 10_000;

  /** Where fewer of them are answered from memory, it is weighed whether that pays. */
  static final double LEAST_HITS = 0.2;

  /** What an answer from memory has to save. */
  static final double LEAST_SAVED_NANOS = 20_000;

  /** Answers from memory, and others, by which it is known what one saves. */
  static final long LEAST_ANSWERED = 1_000;

  static final long LEAST_OTHERS = 30;

  /** The shortest time that is judged, in which a cache can fill. */
  static final Duration WINDOW = Duration.ofMinutes(5);

  static final Duration REST = Duration.ofMinutes(10);
  static final Duration LONGEST_REST = Duration.ofHours(1);

  private static final double PERCENT = 100;
  private static final double NANOS_PER_MICRO = 1_000;

  private final Metrics metrics;
  private final PhaseSwitches phases;
  private final EventLog events;
  private final Ticker ticker;

  @GuardedBy("this")
  private final Map<String, Benefit> targets = new LinkedHashMap<>();

  /** Judges by what {@code metrics} counted of each target. */
  public Benefits(Metrics metrics, PhaseSwitches phases, EventLog events, Ticker ticker) {
    this.metrics = metrics;
    this.phases = phases;
    this.events = events;
    this.ticker = ticker;
  }

  /** Begins to judge a target, in place of an earlier one of its name. */
  public synchronized Benefit of(String target, Phase phase) {
    Benefit benefit = new Benefit(target, phase);
    targets.put(target, benefit);
    metrics.rests(target, "");
    return benefit;
  }

  /** Judges all targets; to be called once a second. */
  public synchronized void tick() {
    long now = ticker.nanos();
    for (Benefit each : targets.values()) {
      judge(each, now);
    }
  }

  /** A phase that was switched is tried anew. */
  public synchronized void phaseChanged(PhaseState state) {
    long now = ticker.nanos();
    for (Benefit each : targets.values()) {
      if (each.phase() == state.phase()) {
        each.paid();
        begin(each, now);
      }
    }
  }

  /** What a target counted is summed only when it may be judged by it. */
  private void judge(Benefit benefit, long now) {
    if (benefit.isResting()) {
      if (benefit.isRested(now)) {
        begin(benefit, now);
      }
    } else if (!phases.isEnabled(benefit.phase()) || phases.isInShadow(benefit.phase())) {
      benefit.end();
    } else if (!benefit.isBegun()) {
      begin(benefit, now);
    } else if (benefit.isJudged(now)) {
      weigh(benefit, benefit.since(totals(benefit)), now);
    }
  }

  private Asked totals(Benefit benefit) {
    return Asked.of(metrics.use(benefit.target()));
  }

  private void weigh(Benefit benefit, Asked asked, long now) {
    if (asked.calls() < LEAST_CALLS) {
      return;
    }
    if (asked.hitRatio() < LEAST_HITS && !asked.isWorthIt()) {
      rest(benefit, tooFew(asked), now);
    } else if (isCheap(asked) && benefit.isCheapAgain()) {
      rest(benefit, tooCheap(asked), now);
    } else {
      if (!isCheap(asked)) {
        benefit.paid();
      }
      begin(benefit, now);
    }
  }

  /** Of a target that is hardly ever asked otherwise it is not known what a hit saves. */
  private static boolean isCheap(Asked asked) {
    return asked.answered() >= LEAST_ANSWERED
        && asked.others() >= LEAST_OTHERS
        && asked.savedNanos() < LEAST_SAVED_NANOS;
  }

  private void begin(Benefit benefit, long now) {
    if (benefit.isResting()) {
      metrics.rests(benefit.target(), "");
      tell(benefit, "the cache is tried again");
    }
    benefit.begin(totals(benefit), now);
  }

  private void rest(Benefit benefit, String why, long now) {
    String reason = "timed only for " + benefit.rests(now).toMinutes() + " min: " + why;
    metrics.rests(benefit.target(), reason);
    tell(benefit, reason);
  }

  private static String tooFew(Asked asked) {
    return String.format(
        Locale.ROOT,
        "the cache answered %.1f %% of %,d calls, which saves less than asking it costs",
        PERCENT * asked.hitRatio(),
        asked.calls());
  }

  private static String tooCheap(Asked asked) {
    return String.format(
        Locale.ROOT,
        "an answer from memory saves %.1f us, less than %.0f",
        Math.max(0, asked.savedNanos()) / NANOS_PER_MICRO,
        LEAST_SAVED_NANOS / NANOS_PER_MICRO);
  }

  private void tell(Benefit benefit, String what) {
    events.add(
        "cache.benefit", Severity.INFO, "auto", "Target " + benefit.target() + ": " + what + ".");
  }
}
