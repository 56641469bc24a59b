package dev.latchkey.runtime.safety;

import dev.latchkey.runtime.rollout.Phase;
import java.time.Duration;
import java.util.List;

/**
 * What serves, for how long at most a kept answer may be untrue, and what the operator vouched for.
 * Immutable.
 *
 * @param serving the phases that hand out kept answers now
 * @param bounds one for each fact, in the order of {@link Fact}
 * @param assumePure targets whose validators, clocks and key providers the operator vouches for
 * @param optIns what is kept because the configuration asks for it, and would not be by itself
 */
public record SafetyReport(
    List<Phase> serving, List<Bound> bounds, List<String> assumePure, List<OptIn> optIns) {

  /**
   * The longest that one fact may be answered as it was.
   *
   * @param because which settings that comes from, or why it is nothing
   */
  public record Bound(Fact fact, Duration most, String because) {}

  /**
   * Something that was asked for.
   *
   * @param what {@code full}, {@code introspection} or {@code accept-staleness}
   * @param where the target, or the setting
   */
  public record OptIn(String what, String where) {}

  /** Copies the lists. */
  public SafetyReport {
    serving = List.copyOf(serving);
    bounds = List.copyOf(bounds);
    assumePure = List.copyOf(assumePure);
    optIns = List.copyOf(optIns);
  }

  /** Returns the bound on one fact. */
  public Duration most(Fact fact) {
    return bounds.get(fact.ordinal()).most();
  }

  /** Returns all of it in one line, for the log. */
  public String sentence() {
    if (serving.isEmpty()) {
      return "no kept answer is served: no phase is on";
    }
    StringBuilder line = new StringBuilder("kept answers are served by phase ");
    line.append(String.join(", ", serving.stream().map(Phase::id).toList()));
    for (Bound each : bounds) {
      if (!each.most().isZero()) {
        line.append("; ").append(each.fact().text()).append(": up to ");
        line.append(each.most().toSeconds()).append(" s");
      }
    }
    if (!assumePure.isEmpty()) {
      line.append("; vouched for by assume-pure: ").append(String.join(", ", assumePure));
    }
    optIns.forEach(each -> line.append("; ").append(each.what()).append(": ").append(each.where()));
    return line.toString();
  }
}
