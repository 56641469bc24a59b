package dev.latchkey.demo;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What phase {@code session} is to reach with phases 1 to 4 on, and whether it did. Immutable.
 *
 * @param goals one for each bound
 */
record SessionGoals(List<Goal> goals) {
  /** With fewer, a share would tell of the accident of who called. */
  static final int LEAST_REQUESTS = 40;

  private static final Set<String> PHASES = Set.of("jwks", "jwt", "session", "pool");
  private static final double LEAST_SPARED = 0.8;
  private static final double LEAST_HITS = 0.85;
  private static final double MOST_MILLIS = 1_000;

  SessionGoals {
    goals = List.copyOf(goals);
  }

  /** Whether a bound was kept. */
  enum Verdict {
    MET,
    MISSED,
    /** The steps were too short to say. */
    UNKNOWN
  }

  /**
   * One bound; the components but the last are the names in the result file.
   *
   * @param name of what is measured
   * @param bound what it is to exceed, or not to
   * @param value what was measured
   * @param sentence all of it for people
   */
  @JsonPropertyOrder({"name", "verdict", "bound", "value", "sentence"})
  record Goal(String name, Verdict verdict, double bound, double value, String sentence) {}

  /**
   * Judges what was measured.
   *
   * @param settled whether every user had been there before the step, with the same phases on
   */
  static SessionGoals of(List<Step> steps, UserChanges.Outcome changes, boolean settled) {
    var none = steps.get(0);
    var four =
        steps.stream()
            .filter(step -> Set.copyOf(step.phases()).equals(PHASES))
            .findFirst()
            .orElseThrow(() -> new DemoException("No step had phases 1 to 4 on and no other"));
    var requests = Math.min(none.requests(), four.requests());
    var doubt =
        !settled
            ? "; not every user came round before the step"
            : requests < LEAST_REQUESTS ? "; " + requests + " requests are too few to say" : "";
    var goals = new ArrayList<Goal>();
    goals.add(spared(1 - four.queriesPerRequest() / none.queriesPerRequest(), doubt));
    goals.add(hits(four.hitRatio().getOrDefault("session", 0.0), doubt));
    goals.add(own(changes));
    goals.add(others(changes));
    return new SessionGoals(goals);
  }

  private static Goal spared(double spared, String doubt) {
    return new Goal(
        "userQueriesSpared",
        share(spared > LEAST_SPARED, doubt),
        LEAST_SPARED,
        rounded(spared),
        said("%.1f %% fewer queries for users than with no phase, more than 80 %% wanted", spared)
            + doubt);
  }

  private static Goal hits(double ratio, String doubt) {
    return new Goal(
        "sessionHitRatio",
        share(ratio > LEAST_HITS, doubt),
        LEAST_HITS,
        rounded(ratio),
        said("%.1f %% of user lookups from memory, more than 85 %% wanted", ratio) + doubt);
  }

  private static Goal own(UserChanges.Outcome changes) {
    return new Goal(
        "changesSeenByNextRequest",
        verdict(changes.seenNext() == UserChanges.CHANGES && isProven(changes)),
        1,
        rounded((double) changes.seenNext() / UserChanges.CHANGES),
        changes.seenNext()
            + " of "
            + UserChanges.CHANGES
            + " changes through the service seen by the next request"
            + unproven(changes));
  }

  private static Goal others(UserChanges.Outcome changes) {
    var millis = changes.otherMillis();
    var most = millis.get(millis.size() - 1);
    var inTime = millis.stream().filter(each -> each <= MOST_MILLIS).count();
    return new Goal(
        "otherProcessSeenMillis",
        verdict(most <= MOST_MILLIS && isProven(changes)),
        MOST_MILLIS,
        most,
        String.format(
                Locale.ROOT,
                "%d of %d changes by another process seen within 1 s: median %.0f ms, at most %.0f ms",
                inTime,
                UserChanges.CHANGES,
                millis.get(millis.size() / 2),
                most)
            + unproven(changes));
  }

  /** A change of a user who is not kept is seen at once and proves nothing. */
  private static boolean isProven(UserChanges.Outcome changes) {
    return changes.fromMemory() == 2 * UserChanges.CHANGES;
  }

  private static String unproven(UserChanges.Outcome changes) {
    return isProven(changes)
        ? ""
        : "; only " + changes.fromMemory() + " of all changed users came from memory before";
  }

  private static Verdict share(boolean kept, String doubt) {
    return doubt.isEmpty() ? verdict(kept) : Verdict.UNKNOWN;
  }

  private static Verdict verdict(boolean kept) {
    return kept ? Verdict.MET : Verdict.MISSED;
  }

  private static String said(String form, double ratio) {
    return String.format(Locale.ROOT, form, 100 * ratio);
  }

  private static double rounded(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }

  /** Returns a line for each goal. */
  String lines() {
    var lines = new StringBuilder("Phase session, with phases 1 to 4 on:");
    for (var goal : goals) {
      lines.append(
          String.format(
              "%n  %-8s %s", goal.verdict().name().toLowerCase(Locale.ROOT), goal.sentence()));
    }
    return lines.toString();
  }

  /**
   * Makes sure that no bound was missed.
   *
   * @throws DemoException when one was
   */
  void check() {
    var missed = goals.stream().filter(goal -> goal.verdict() == Verdict.MISSED).count();
    if (missed > 0) {
      throw new DemoException(missed + " of the goals of phase session missed; see above");
    }
  }
}
