package dev.latchkey.runtime.rollout;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Phase switches that several processes share: the change with the highest version holds in all of
 * them, of two with one version that of the process whose id is greater. What the configuration
 * says has version 1 and is nobody's. Thread-safe.
 */
public final class SharedPhases {
  /** Who changed a phase that was taken from another process. */
  public static final String ACTOR = "fleet";

  private final PhaseSwitches phases;
  private final String own;

  /** What was taken of each phase last; written under the lock of the switches. */
  private final AtomicReferenceArray<@Nullable Taken> taken =
      new AtomicReferenceArray<>(Phase.values().length);

  /** Shares these switches as those of the process with this id. */
  public SharedPhases(PhaseSwitches phases, String own) {
    this.phases = phases;
    this.own = own;
  }

  private record Taken(long version, String origin) {}

  /**
   * A phase as processes tell each other. Immutable.
   *
   * @param origin the id of the process where it was changed; empty for what is configured
   */
  public record Shared(
      String phase,
      boolean enabled,
      boolean shadow,
      int rolloutPercent,
      long version,
      String origin) {
    /** Returns whether both treat the same share. */
    public boolean agrees(Shared other) {
      return enabled == other.enabled
          && shadow == other.shadow
          && rolloutPercent == other.rolloutPercent;
    }
  }

  /** Returns how the phases of this process are. */
  public List<Shared> states() {
    return Arrays.stream(Phase.values()).map(phases::state).map(this::shared).toList();
  }

  private Shared shared(PhaseState state) {
    return new Shared(
        state.phase().id(),
        state.enabled(),
        state.shadow(),
        state.rolloutPercent(),
        state.version(),
        origin(state));
  }

  /** A change that is made here has a version that was never taken. */
  private String origin(PhaseState state) {
    Taken last = taken.get(state.phase().ordinal());
    if (last != null && last.version == state.version()) {
      return last.origin;
    }
    return state.version() == 1 ? "" : own;
  }

  /**
   * Takes what another process says of a phase if it is newer.
   *
   * @param name that process's, for people
   * @param now for the state
   * @return whether it was taken
   */
  public boolean take(Shared theirs, String name, Instant now) {
    return Arrays.stream(Phase.values())
        .filter(phase -> phase.id().equals(theirs.phase))
        .anyMatch(
            phase -> phases.replace(phase, state -> newer(state, theirs, now), "as on " + name));
  }

  private PhaseState newer(PhaseState state, Shared theirs, Instant now) {
    boolean isNewer =
        theirs.version > state.version()
            || (theirs.version == state.version() && theirs.origin.compareTo(origin(state)) > 0);
    boolean isPossible = theirs.rolloutPercent >= 0 && theirs.rolloutPercent <= 100;
    boolean active = theirs.enabled || theirs.shadow;
    if (!isNewer || !isPossible || (active && !state.available())) {
      return state;
    }
    taken.set(state.phase().ordinal(), new Taken(theirs.version, theirs.origin));
    return new PhaseState(
        state.phase(),
        state.available(),
        theirs.enabled,
        theirs.shadow && !theirs.enabled && state.phase().keepsAnswers(),
        theirs.rolloutPercent,
        theirs.version,
        now,
        ACTOR);
  }
}
