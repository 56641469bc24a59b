package dev.latchkey.dashboard.endpoint;

import dev.latchkey.runtime.alert.Alert;
import dev.latchkey.runtime.alert.Alert.State;
import dev.latchkey.runtime.config.AlertConfig.Severity;
import dev.latchkey.runtime.metrics.Summary;
import dev.latchkey.runtime.metrics.TargetSnapshot;
import dev.latchkey.runtime.metrics.WeavingStatus;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The state of the authentication path in one sentence. Immutable.
 *
 * @param level {@code ok}, {@code warn}, {@code bad}, or {@code nodata} when nothing was measured
 * @param text the sentence, worst news first
 */
public record Verdict(String level, String text) {
  /** Below this share of successes somebody should look; sign-in typos alone stay above it. */
  private static final double WARN_BELOW = 0.99;

  private static final double BAD_BELOW = 0.9;
  private static final Map<Phase, Layer> CACHED =
      Map.of(Phase.JWKS, Layer.JWKS, Phase.JWT, Layer.JWT, Phase.SESSION, Layer.SESSION);

  private static final List<String> LEVELS = List.of("ok", "nodata", "warn", "bad");

  /** Judges the figures of the last minute, and what fires. */
  public static Verdict of(
      Summary summary,
      List<PhaseState> phases,
      List<TargetSnapshot> targets,
      long agentErrors,
      List<Alert> alerts) {
    return of(summary, phases, targets, agentErrors).with(firing(alerts));
  }

  /** Returns what holds, seen by somebody or not; what was silenced is left out, as asked for. */
  private static List<Alert> firing(List<Alert> alerts) {
    return alerts.stream()
        .filter(each -> each.state() == State.FIRING || each.state() == State.ACKNOWLEDGED)
        .filter(each -> each.severity() != Severity.INFO)
        .toList();
  }

  private Verdict with(List<Alert> firing) {
    if (firing.isEmpty()) {
      return this;
    }
    boolean critical = firing.stream().anyMatch(each -> each.severity() == Severity.CRITICAL);
    String least = critical ? "bad" : "warn";
    String names = firing.stream().map(Alert::id).collect(Collectors.joining(", "));
    return new Verdict(
        LEVELS.indexOf(level) < LEVELS.indexOf(least) ? least : level,
        (firing.size() == 1 ? "Alert " + names + " fires. " : "Alerts fire: " + names + ". ")
            + text);
  }

  private static Verdict of(
      Summary summary, List<PhaseState> phases, List<TargetSnapshot> targets, long agentErrors) {
    long off = count(targets, WeavingStatus.State.SWITCHED_OFF);
    if (summary.auth().count() == 0) {
      return withoutData(summary, targets);
    }
    var parts = new ArrayList<String>();
    if (off > 0) {
      parts.add(off + (off == 1 ? " target has" : " targets have") + " switched itself off.");
    }
    parts.add(figures(summary));
    parts.add(switches(summary, phases));
    if (agentErrors > 0) {
      parts.add("Latchkey counted " + agentErrors + " failures of its own.");
    }
    return new Verdict(level(summary, off + agentErrors), String.join(" ", parts));
  }

  private static String level(Summary summary, long troubles) {
    if (summary.successRatio() < BAD_BELOW) {
      return "bad";
    }
    return troubles > 0 || summary.successRatio() < WARN_BELOW ? "warn" : "ok";
  }

  private static Verdict withoutData(Summary summary, List<TargetSnapshot> targets) {
    long woven = count(targets, WeavingStatus.State.WOVEN);
    if (woven > 0) {
      return new Verdict(
          "nodata",
          woven
              + (woven == 1 ? " target is" : " targets are")
              + " woven and no auth operation ran in the last "
              + summary.window().toSeconds()
              + " s. Is traffic reaching them?");
    }
    return new Verdict(
        "nodata",
        targets.isEmpty()
            ? "There is no target. Name one under targets: in latchkey.yaml, or let presets: auto"
                + " find the known libraries."
            : "None of "
                + targets.size()
                + " targets is woven yet: their classes were not loaded, or no method matches.");
  }

  private static String figures(Summary summary) {
    return String.format(
        Locale.ROOT,
        "Auth p95 %s ms at %s/s, %s %% succeed.",
        millis(summary.auth().p95Millis()),
        millis(summary.ratePerSecond()),
        percent(summary.successRatio()));
  }

  private static String switches(Summary summary, List<PhaseState> phases) {
    var on =
        phases.stream()
            .filter(PhaseState::enabled)
            .map(phase -> sentence(summary, phase))
            .collect(Collectors.joining(", "));
    return on.isEmpty() ? "No phase is on: watching only." : "On: " + on + ".";
  }

  private static String sentence(Summary summary, PhaseState phase) {
    var text = phase.phase().id() + " for " + phase.rolloutPercent() + " %";
    var layer = CACHED.get(phase.phase());
    double hit = layer == null ? Double.NaN : summary.hitRatio(layer);
    return Double.isNaN(hit) ? text : text + " (hit " + percent(hit) + " %)";
  }

  private static long count(List<TargetSnapshot> targets, WeavingStatus.State state) {
    return targets.stream().filter(target -> target.weaving().state() == state).count();
  }

  private static String millis(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
  }

  /** Never rounds up to 100: one failure in a million must not read as none. */
  private static String percent(double ratio) {
    double percent = ratio * 100;
    double shown = ratio < 1 ? Math.min(percent, 99.99) : percent;
    return String.format(Locale.ROOT, shown == Math.rint(shown) ? "%.0f" : "%.2f", shown);
  }
}
