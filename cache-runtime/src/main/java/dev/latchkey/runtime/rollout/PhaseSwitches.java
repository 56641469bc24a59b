package dev.latchkey.runtime.rollout;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.time.Ticker;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Holds the switch of every phase and tells which subjects it treats. Thread-safe: changes take a
 * lock, readers none. Listeners and the event log are called on the thread that changes, after the
 * change holds and with no lock held.
 */
public final class PhaseSwitches {
  private final Ticker ticker;
  private final EventLog events;
  private final AtomicReferenceArray<PhaseState> states =
      new AtomicReferenceArray<>(Phase.values().length);

  /** What an operation reads: the share that is treated now, 0 while off. */
  private final AtomicIntegerArray basisPoints = new AtomicIntegerArray(Phase.values().length);

  private static final long FIRST_VERSION = 1;
  private static final int SHADOW = 8;
  private static final int OBSERVED = 16;
  private static final int ON_OR_IN_SHADOW = (1 << OBSERVED) - 1;

  /**
   * A bit for each phase that is enabled, from the ninth on for each in shadow, and from the
   * seventeenth on for each that is off and observed: a call asks for all three with one read.
   */
  private final AtomicInteger modes = new AtomicInteger();

  /** The version of each phase that no process has made: as configured, or as kept. */
  private final AtomicLongArray nobodys = new AtomicLongArray(Phase.values().length);

  private volatile Draw draw;

  private final List<Consumer<PhaseState>> listeners = new CopyOnWriteArrayList<>();
  private final Object changes = new Object();

  /**
   * Sets all phases as configured. A phase that is configured on and not available stays off, with
   * a warning in the event log.
   *
   * @param initial settings by phase; a phase left out is off
   * @param available the phases that this build can run
   */
  public PhaseSwitches(
      Map<Phase, PhaseSetting> initial, Set<Phase> available, Ticker ticker, EventLog events) {
    this.ticker = ticker;
    this.events = events;
    draw = Draw.at(ticker);
    for (var phase : Phase.values()) {
      var setting = initial.getOrDefault(phase, PhaseSetting.OFF);
      boolean runs = available.contains(phase);
      if (setting.enabled() && !runs) {
        events.add(
            "phase.unavailable",
            Severity.WARN,
            "config",
            "Phase " + phase.id() + " stays off: this build does not contain it.");
      }
      nobodys.set(phase.ordinal(), FIRST_VERSION);
      publish(
          new PhaseState(
              phase,
              runs,
              setting.enabled() && runs,
              setting.shadow() && runs && phase.keepsAnswers(),
              setting.rolloutPercent(),
              FIRST_VERSION,
              ticker.now(),
              "config"));
    }
  }

  /** Returns the state of every phase in the order of their numbers. */
  public List<PhaseState> states() {
    return Arrays.stream(Phase.values()).map(this::state).toList();
  }

  /**
   * Returns whether any phase is enabled, for whatever share, or in shadow; cheap enough for every
   * call.
   */
  public boolean anyActive() {
    return (modes.get() & ON_OR_IN_SHADOW) != 0;
  }

  /** Returns whether one phase is enabled, for whatever share; cheap enough for every call. */
  public boolean isEnabled(Phase phase) {
    return (modes.get() & (1 << phase.ordinal())) != 0;
  }

  /** Returns whether one phase fills its cache and compares without serving. */
  public boolean isInShadow(Phase phase) {
    return (modes.get() & (1 << (SHADOW + phase.ordinal()))) != 0;
  }

  /** Returns whether one phase is off, and its calls are looked at to say what it would bring. */
  public boolean isObserved(Phase phase) {
    return (modes.get() & (1 << (OBSERVED + phase.ordinal()))) != 0;
  }

  /** Returns whether the calls of a phase are of interest: it is on, in shadow or observed. */
  public boolean wantsCalls(Phase phase) {
    return (modes.get() & ((1 << OBSERVED | 1 << SHADOW | 1) << phase.ordinal())) != 0;
  }

  /** Has the calls of a phase looked at, or not any more; has no effect while it is not off. */
  public void observe(Phase phase, boolean wanted) {
    synchronized (changes) {
      PhaseState state = state(phase);
      mode(OBSERVED, phase, wanted && !state.enabled() && !state.shadow());
    }
  }

  /** Returns whether {@code phase} treats everybody at this moment. */
  public boolean treatsAll(Phase phase) {
    return basisPoints.get(phase.ordinal()) == Assignment.BASIS_POINTS;
  }

  /** Returns the state of one phase. */
  public PhaseState state(Phase phase) {
    return states.get(phase.ordinal());
  }

  /**
   * Returns whether {@code phase} treats {@code subject} at this moment. The answer for one subject
   * may change every 15 s, so an operation asks once per phase and keeps the answer. Takes no lock,
   * and reads the clock only for a share between 0 and 100 %.
   *
   * @param subject a well-spread number that stands for whom the operation serves
   */
  public boolean treats(Phase phase, long subject) {
    int share = basisPoints.get(phase.ordinal());
    if (share == 0 || share == Assignment.BASIS_POINTS) {
      return share != 0;
    }
    return Assignment.treated(Draw.at(ticker).salts[phase.ordinal()], subject, share);
  }

  /**
   * Returns the same for a caller who has read the clock: where that takes longer than the rest of
   * the decision, no clock is read but once a slot. When the wall clock is set, the draw changes at
   * the end of the slot that was running, or when {@link #slot} is next asked.
   *
   * @param nowNanos what the ticker's clock for ages said when the operation began
   */
  public boolean treats(Phase phase, long subject, long nowNanos) {
    int share = basisPoints.get(phase.ordinal());
    if (share == 0 || share == Assignment.BASIS_POINTS) {
      return share != 0;
    }
    Draw drawn = draw;
    if (nowNanos - drawn.endsNanos >= 0) {
      drawn = Draw.at(ticker);
      draw = drawn;
    }
    return Assignment.treated(drawn.salts[phase.ordinal()], subject, share);
  }

  /** Returns the number of the slot that subjects are drawn in at this moment. */
  public long slot() {
    Draw drawn = Draw.at(ticker);
    draw = drawn;
    return drawn.slot;
  }

  /**
   * Makes a new version of a phase whose switch stays as it is, because something else that is
   * shown with it changed.
   *
   * @param expectedVersion as for {@link #change}
   * @throws StaleVersionException when the phase was changed since
   */
  public PhaseState renew(Phase phase, String actor, OptionalLong expectedVersion) {
    PhaseState after;
    synchronized (changes) {
      PhaseState before = current(phase, expectedVersion);
      after =
          new PhaseState(
              phase,
              before.available(),
              before.enabled(),
              before.shadow(),
              before.rolloutPercent(),
              before.version() + 1,
              ticker.now(),
              actor);
      publish(after);
    }
    throwAll(tellListeners(after));
    return after;
  }

  /**
   * Changes a phase, effective for the next operation. A change that alters nothing makes no new
   * version and no event.
   *
   * @param expectedVersion the version that the caller saw; empty to change whatever there is
   * @return the state that holds now
   * @throws StaleVersionException when the phase was changed since
   * @throws PhaseUnavailableException when it would enable a phase that is not available
   */
  public PhaseState change(Phase phase, PhaseChange change, OptionalLong expectedVersion) {
    PhaseState after;
    synchronized (changes) {
      PhaseState before = current(phase, expectedVersion);
      after = changed(before, change);
      if (after.equals(before)) {
        return before;
      }
      publish(after);
    }
    tell(after, change.reason());
    return after;
  }

  /**
   * Takes a state that was made elsewhere, with its version.
   *
   * @param chosen returns the state to hold, the one it is given to change nothing; called with a
   *     lock held
   * @return whether another state holds now
   */
  boolean replace(Phase phase, UnaryOperator<PhaseState> chosen, String reason) {
    PhaseState before;
    PhaseState after;
    synchronized (changes) {
      before = state(phase);
      after = chosen.apply(before);
      if (after.equals(before)) {
        return false;
      }
      publish(after);
    }
    boolean sameMode = after.enabled() == before.enabled() && after.shadow() == before.shadow();
    if (sameMode && after.rolloutPercent() == before.rolloutPercent()) {
      throwAll(tellListeners(after));
    } else {
      tell(after, reason);
    }
    return true;
  }

  /**
   * Sets a phase as it was kept over a restart, with the version that it had then: what was changed
   * meanwhile, here or elsewhere, has a higher one.
   *
   * @param version has no effect when the phase was changed since the start
   */
  public void restore(
      Phase phase, boolean enabled, int rolloutPercent, long version, String actor) {
    replace(
        phase,
        state -> {
          boolean asConfigured = state.version() == FIRST_VERSION;
          long next = asConfigured ? Math.max(FIRST_VERSION, version) : state.version() + 1;
          if (asConfigured) {
            nobodys.set(phase.ordinal(), next);
          }
          return new PhaseState(
              phase,
              state.available(),
              enabled && state.available(),
              rolloutPercent,
              next,
              ticker.now(),
              actor);
        },
        "rollout plan");
  }

  /** Returns whether no process has made this state: it is as configured, or as it was kept. */
  boolean isNobodys(PhaseState state) {
    return state.version() == nobodys.get(state.phase().ordinal());
  }

  /**
   * Calls {@code listener} after every later change. Changes made at the same time may arrive in
   * another order than they took effect; the version tells.
   */
  public void onChange(Consumer<PhaseState> listener) {
    listeners.add(listener);
  }

  @GuardedBy("changes")
  private PhaseState current(Phase phase, OptionalLong expectedVersion) {
    PhaseState state = state(phase);
    if (expectedVersion.isPresent() && expectedVersion.getAsLong() != state.version()) {
      throw new StaleVersionException(phase, expectedVersion.getAsLong(), state.version());
    }
    return state;
  }

  @GuardedBy("changes")
  private PhaseState changed(PhaseState before, PhaseChange change) {
    boolean enabled = change.enabled().orElse(before.enabled() && !change.shadow().orElse(false));
    boolean shadow =
        !enabled && change.shadow().orElse(before.shadow() && change.enabled().isEmpty());
    int percent = change.rolloutPercent().orElse(before.rolloutPercent());
    if ((enabled || shadow) && !before.available()) {
      throw new PhaseUnavailableException(before.phase());
    }
    if (shadow && !before.phase().keepsAnswers()) {
      throw new PhaseUnavailableException(
          before.phase(), "has no shadow: a connection is no answer that could be compared");
    }
    if (enabled == before.enabled()
        && shadow == before.shadow()
        && percent == before.rolloutPercent()) {
      return before;
    }
    return new PhaseState(
        before.phase(),
        before.available(),
        enabled,
        shadow,
        percent,
        before.version() + 1,
        ticker.now(),
        change.actor());
  }

  private void publish(PhaseState state) {
    int index = state.phase().ordinal();
    states.set(index, state);
    basisPoints.set(index, state.enabled() ? state.rolloutPercent() * 100 : 0);
    mode(0, state.phase(), state.enabled());
    mode(SHADOW, state.phase(), state.shadow());
    if (state.enabled() || state.shadow()) {
      mode(OBSERVED, state.phase(), false);
    }
  }

  private void mode(int shift, Phase phase, boolean set) {
    int bit = 1 << (shift + phase.ordinal());
    modes.updateAndGet(bits -> set ? bits | bit : bits & ~bit);
  }

  private void tell(PhaseState state, String reason) {
    Optional<RuntimeException> failure = tellListeners(state);
    events.add("phase.changed", Severity.INFO, state.changedBy(), sentence(state, reason));
    throwAll(failure);
  }

  /**
   * Every listener hears of the change, whatever an earlier one throws: one of them clears caches.
   */
  private Optional<RuntimeException> tellListeners(PhaseState state) {
    RuntimeException failure = null;
    for (var listener : listeners) {
      try {
        listener.accept(state);
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    return Optional.ofNullable(failure);
  }

  private static void throwAll(Optional<RuntimeException> failure) {
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private static String sentence(PhaseState state, String reason) {
    var share = state.rolloutPercent() + " % of subjects";
    var unused = state.shadow() ? " is in shadow, set to " + share : " is off";
    var text = "Phase " + state.phase().id() + (state.enabled() ? " is on for " + share : unused);
    return reason.isEmpty() ? text + "." : text + ": " + reason;
  }

  /** What subjects are drawn by in one slot. Immutable. */
  private static final class Draw {
    private static final Phase[] PHASES = Phase.values();

    private final long slot;
    private final long endsNanos;
    private final long[] salts = new long[PHASES.length];

    private Draw(long slot, long endsNanos) {
      this.slot = slot;
      this.endsNanos = endsNanos;
      for (Phase phase : PHASES) {
        salts[phase.ordinal()] = Assignment.salt(phase, slot);
      }
    }

    static Draw at(Ticker ticker) {
      long wallMillis = ticker.wallMillis();
      long slot = Assignment.slot(wallMillis);
      long leftMillis = (slot + 1) * Assignment.SLOT_MILLIS - wallMillis;
      return new Draw(slot, ticker.nanos() + TimeUnit.MILLISECONDS.toNanos(leftMillis));
    }
  }
}
