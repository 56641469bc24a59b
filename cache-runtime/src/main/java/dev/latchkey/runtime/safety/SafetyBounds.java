package dev.latchkey.runtime.safety;

import dev.latchkey.runtime.config.PhasesConfig;
import dev.latchkey.runtime.config.Role;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.config.Validation;
import dev.latchkey.runtime.jwks.FreshnessHeaders;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.safety.SafetyReport.Bound;
import dev.latchkey.runtime.safety.SafetyReport.OptIn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Computes the bounds of safety rule I-4 from what is in force. What a library keeps itself comes
 * on top: the agent neither lengthens nor sees it. Immutable.
 */
public final class SafetyBounds {
  private final PhasesConfig phases;
  private final Predicate<Phase> on;
  private final List<TargetConfig> targets;
  private final Map<String, Duration> lookups;

  /**
   * Computes from these.
   *
   * @param on whether a phase hands out kept answers
   * @param targets all that are in force
   * @param lookups for how long a change by another process may stay unseen, by target
   */
  public SafetyBounds(
      PhasesConfig phases,
      Predicate<Phase> on,
      Collection<TargetConfig> targets,
      Map<String, Duration> lookups) {
    this.phases = phases;
    this.on = on;
    this.targets = List.copyOf(targets);
    this.lookups = Map.copyOf(lookups);
  }

  /** Returns all of it. */
  public SafetyReport report() {
    return new SafetyReport(
        Stream.of(Phase.values()).filter(Phase::keepsAnswers).filter(on).toList(),
        Stream.of(Fact.values()).map(this::bound).toList(),
        targets.stream().filter(this::isVouchedFor).map(TargetConfig::name).toList(),
        optIns());
  }

  private Bound bound(Fact fact) {
    return switch (fact) {
      case EXPIRED_TOKEN -> new Bound(fact, Duration.ZERO, "the end is looked at on every call");
      case REMOVED_KEY -> removedKey(fact, Duration.ZERO);
      case REMOVED_KEY_IN_OUTAGE -> removedKey(fact, phases.jwks().staleIfError());
      case REVOKED_TOKEN -> whole(fact, Role.VALIDATE);
      case REVOKED_OPAQUE_TOKEN -> whole(fact, Role.INTROSPECT);
      case USER_CHANGED_HERE -> new Bound(fact, Duration.ZERO, "the answer falls with the change");
      case USER_CHANGED_ELSEWHERE -> lookups(fact, Role.LOOKUP, Phase.SESSION);
      case WHOLE_AUTHENTICATION -> lookups(fact, Role.OPERATION, Phase.INTEGRATED);
    };
  }

  /**
   * Without phase 1 nobody tells a whole validation that its key is gone; nor with it, where the
   * library fetches in a way that is only timed.
   */
  private Bound removedKey(Fact fact, Duration outage) {
    Bound whole = whole(fact, Role.VALIDATE);
    if (!on.test(Phase.JWKS)) {
      return whole;
    }
    StringBuilder because = new StringBuilder("the longest life that a response may ask for");
    if (!outage.isZero()) {
      because.append(", and phases.jwks.stale-if-error");
    }
    if (!whole.most().isZero()) {
      because.append(", and ").append(whole.because());
    }
    return new Bound(
        fact, FreshnessHeaders.MAX_LIFE.plus(outage).plus(whole.most()), because.toString());
  }

  private Bound whole(Fact fact, Role role) {
    if (!on.test(Phase.JWT)) {
      return new Bound(fact, Duration.ZERO, "phase jwt is off");
    }
    return longest(
        fact,
        targets.stream()
            .filter(each -> each.role() == role && phases.jwt().keepsWhole(each))
            .toList(),
        this::life,
        "no target keeps whole answers");
  }

  private Bound lookups(Fact fact, Role role, Phase phase) {
    if (!on.test(phase)) {
      return new Bound(fact, Duration.ZERO, "phase " + phase.id() + " is off");
    }
    return longest(
        fact,
        targets.stream().filter(each -> each.role() == role).toList(),
        each -> lookups.getOrDefault(each.name(), Duration.ZERO),
        "no target keeps such answers");
  }

  private static Bound longest(
      Fact fact, List<TargetConfig> among, Function<TargetConfig, Duration> life, String none) {
    Bound most = new Bound(fact, Duration.ZERO, none);
    for (TargetConfig each : among) {
      Duration one = life.apply(each);
      if (one.compareTo(most.most()) > 0) {
        most = new Bound(fact, one, "the life of what target " + each.name() + " keeps");
      }
    }
    return most;
  }

  private Duration life(TargetConfig target) {
    Duration ttl = target.ttl().orElse(phases.jwt().ttl());
    boolean bounded =
        target.role() == Role.INTROSPECT && ttl.compareTo(Validation.MAX_UNBOUNDED) > 0;
    return bounded ? Validation.MAX_UNBOUNDED : ttl;
  }

  /** The reader of the configuration takes no whole authentication that nobody vouches for. */
  private boolean isVouchedFor(TargetConfig target) {
    return target.role() == Role.OPERATION
        || (phases.jwt().keepsWhole(target)
            && target.validation().map(Validation::assumePure).orElse(false));
  }

  private List<OptIn> optIns() {
    List<OptIn> all = new ArrayList<>();
    for (TargetConfig each : targets) {
      if (each.negativeTtl().isPresent()) {
        all.add(new OptIn("negative-ttl", each.name()));
      }
      if (phases.jwt().keepsWhole(each)) {
        all.add(new OptIn(each.role() == Role.INTROSPECT ? "introspection" : "full", each.name()));
      }
    }
    if (phases.session().acceptStaleness()) {
      all.add(new OptIn("accept-staleness", "phases.session"));
    }
    return all;
  }
}
