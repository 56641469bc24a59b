package dev.latchkey.runtime.analysis.report;

import dev.latchkey.runtime.analysis.report.Report.Bottleneck;
import dev.latchkey.runtime.analysis.report.Report.Gain;
import dev.latchkey.runtime.analysis.report.Report.Risk;
import dev.latchkey.runtime.analysis.report.Report.Step;
import dev.latchkey.runtime.operation.Layer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a report advises. Stateless. */
final class Advice {
  static final List<Risk> RISKS =
      List.of(
          new Risk(
              "invalidation",
              "A changed user, a withdrawn key or a revoked token is believed for a while.",
              "Name invalidated-by for each lookup; keep TTLs short; let phase 5 drop layers with each"
                  + " other; drop one subject by DELETE /api/v1/caches?subject=."),
          new Risk(
              "memory",
              "Kept answers take heap.",
              "Every cache is bounded by entries and by a share of the heap; sizes are under"
                  + " /api/v1/caches."),
          new Risk(
              "security",
              "A token is accepted that the application would refuse.",
              "Begin with shadow, which compares and serves nothing; tier signature before tier full;"
                  + " a sample of hits goes on being verified, and one wrong accept ends the phase."),
          new Risk(
              "complexity",
              "One more part takes part in authentication.",
              "Phases are switches: off is the application as it was. Detach takes all of it out"
                  + " without a restart."));

  static final List<String> ROLLBACK =
      List.of(
          "One phase: latchkey phases off PHASE, or POST /api/v1/phases/PHASE/rollback. The next call"
              + " runs the application's own code.",
          "Everything at once: latchkey off, or POST /api/v1/rollback.",
          "A target: DELETE /api/v1/targets/NAME gives the method its own bytecode back.",
          "The agent: latchkey detach PID, or start without -javaagent.",
          "By itself: a guarded rollout is rolled back when the treated side is more than 10 % slower"
              + " or fails more often.");

  private Advice() {}

  static String name(Layer layer) {
    return switch (layer) {
      case JWKS -> "JWKS fetching";
      case JWT -> "JWT validation";
      case DB -> "Database synchronization";
      case SESSION -> "Session management";
      case CRYPTO -> "Password hashing";
      case AUTH -> "Authentication itself";
      case OTHER -> "Other";
    };
  }

  static List<String> strategy(List<Bottleneck> bottlenecks, List<Gain> gains) {
    List<String> strategy = new ArrayList<>();
    for (Bottleneck each : bottlenecks) {
      strategy.add(
          each.name()
              + " takes "
              + Words.percent(each.share())
              + ": "
              + switch (each.layer()) {
                case "jwks" -> "keep key sets and renew them in the background (phase jwks).";
                case "jwt" ->
                    "remember verified signatures; every other check goes on running (phase jwt).";
                case "session" -> "keep users until a write or the TTL ends them (phase session).";
                case "db" -> "hand connections on instead of opening new ones (phase pool).";
                default -> "this has to cost what it costs; nothing of it is ever kept.";
              });
    }
    ranked(gains).stream()
        .findFirst()
        .ifPresent(first -> strategy.add("Begin with phase " + first.phase() + "."));
    return strategy;
  }

  static List<Step> roadmap(List<Gain> gains) {
    List<Step> steps = new ArrayList<>();
    steps.add(
        new Step(
            1,
            "Add the targets below and store a baseline",
            "an hour",
            "every target is woven and has calls"));
    for (Gain gain : ranked(gains)) {
      double expected = Double.isNaN(gain.savedRatio()) ? gain.atMost() : gain.savedRatio();
      steps.add(
          new Step(
              steps.size() + 1,
              "Phase " + gain.phase() + ": shadow, then 10, 50, 100 %",
              "session".equals(gain.phase()) ? "a day, most of it for invalidated-by" : "an hour",
              "the gate passes; "
                  + (Double.isNaN(gain.savedRatio()) ? "at most " : "about ")
                  + Words.percent(expected)
                  + " less time"));
    }
    steps.add(
        new Step(
            steps.size() + 1,
            "Phase integrated: coherence, and whole answers where that is safe",
            "a day",
            "the gate passes; compare with the baseline"));
    return steps;
  }

  /** Returns the four phases by what they bring, those left out that bring nothing. */
  private static List<Gain> ranked(List<Gain> gains) {
    return gains.stream()
        .filter(each -> !each.phase().equals("integrated") && worth(each) > 0)
        .sorted(Comparator.comparingDouble(Advice::worth).reversed())
        .toList();
  }

  private static double worth(Gain gain) {
    double worth = Double.isNaN(gain.savedRatio()) ? gain.atMost() : gain.savedRatio();
    return Double.isNaN(worth) ? 0 : worth;
  }
}
