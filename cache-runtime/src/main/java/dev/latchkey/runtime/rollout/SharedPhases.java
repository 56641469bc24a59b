package dev.latchkey.runtime.rollout;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Phase switches that several processes share: the change with the highest version holds in all of
 * them, of two with one version that of the process whose id is greater. What the configuration
 * says has version 1 and is nobody's; what was kept over a restart is nobody's too. Thread-safe.
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
   * @param origin the id of the process where it was changed; empty for what is configured or kept
   */
  public record Shared(
      String phase,
      boolean enabled,
      boolean shadow,
      int rolloutPercent,
      long version,
      String origin) {
    /** Returns whether it is on, or in shadow. */
    public boolean active() {
      return enabled || shadow;
    }

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
    return phases.isNobodys(state) ? "" : own;
  }

  /**
   * Takes what another process says of a phase if it is newer.
   *
   * @param name that process's, for people
   * @param now for the state
   * @return whether it was taken
   */
  public boolean take(Shared theirs, String name, Instant now) {
    return Phase.of(theirs.phase)
        .filter(phase -> phases.replace(phase, state -> newer(state, theirs, now), "as on " + name))
        .isPresent();
  }

  /**
   * Keeps a phase as it is here with a version above theirs, so that it holds there too.
   *
   * @return whether it was needed: theirs is newer
   */
  public boolean outvote(Shared theirs, Instant now) {
    return Phase.of(theirs.phase)
        .filter(phase -> phases.replace(phase, state -> above(state, theirs, now), ""))
        .isPresent();
  }

  private PhaseState above(PhaseState state, Shared theirs, Instant now) {
    return isNewer(state, theirs)
        ? new PhaseState(
            state.phase(),
            state.available(),
            state.enabled(),
            state.shadow(),
            state.rolloutPercent(),
            theirs.version + 1,
            now,
            ACTOR)
        : state;
  }

  /** Returns whether what another process says of a phase is to be taken. */
  public boolean isNewer(Shared theirs) {
    return Phase.of(theirs.phase).filter(phase -> isNewer(phases.state(phase), theirs)).isPresent();
  }

  private boolean isNewer(PhaseState state, Shared theirs) {
    boolean isNewer =
        theirs.version > state.version()
            || (theirs.version == state.version() && theirs.origin.compareTo(origin(state)) > 0);
    boolean isPossible = theirs.rolloutPercent >= 0 && theirs.rolloutPercent <= 100;
    return isNewer && isPossible && (!theirs.active() || state.available());
  }

  private PhaseState newer(PhaseState state, Shared theirs, Instant now) {
    if (!isNewer(state, theirs)) {
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
