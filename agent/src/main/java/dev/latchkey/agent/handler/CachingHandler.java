package dev.latchkey.agent.handler;

import dev.latchkey.runtime.analysis.Forecaster;
import dev.latchkey.runtime.gate.Benefit;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A handler whose cache belongs to a phase. With the phase off it does nothing, but for telling now
 * and then what calls there are (see {@link Forecaster}). An operation on the control side fills
 * the cache without being served, because the application's own code ran for it anyway; with the
 * phase in shadow every operation does, and what is kept is compared with its answer.
 */
abstract class CachingHandler implements CallHandler {
  private final PhaseGate phase;
  private final Forecaster forecaster;
  private final @Nullable Benefit benefit;

  /**
   * Creates a handler.
   *
   * @param benefit whether the cache pays; null for one that is asked in any case
   */
  CachingHandler(PhaseGate phase, Forecaster forecaster, @Nullable Benefit benefit) {
    this.phase = phase;
    this.forecaster = forecaster;
    this.benefit = benefit;
  }

  @Override
  public final boolean caches() {
    return true;
  }

  @Override
  public boolean isActive() {
    return phase.wantsCalls();
  }

  /** Returns whether what is kept is compared with the answers of calls that may not be served. */
  final boolean comparesUnserved() {
    return phase.isInShadow();
  }

  @Override
  public final void enter(Call call, @Nullable Object self, @Nullable Object[] arguments)
      throws Throwable {
    begin(call.operation(), self, arguments);
    boolean treated = phase.treats(call.operation());
    if (!treated) {
      call.outcome(CacheOutcome.DISABLED);
    }
    if (treated || phase.isOn()) {
      if (isLeftOut(call)) {
        return;
      }
      consult(call, self, arguments, treated);
    } else if (forecaster.wants(phase.phase())) {
      long identity = identity(call, self, arguments);
      if (identity != 0) {
        forecaster.saw(phase.phase(), identity);
      }
    }
  }

  private boolean isLeftOut(Call call) {
    return benefit != null && benefit.isLeftOut() && !phase.isInShadow() && mayRest(call);
  }

  /** Returns whether the cache may be left out of the call while it does not pay. */
  boolean mayRest(Call call) {
    return true;
  }

  /** Notes that the cache had an answer for a call that is counted as a miss. */
  final void compared(Call call) {
    if (benefit != null && call.outcome() == CacheOutcome.MISS) {
      benefit.compared();
    }
  }

  /** Notes that a call that is counted as a miss says nothing about whether keeping pays. */
  final void unjudged(Call call) {
    if (benefit != null && call.outcome() == CacheOutcome.MISS) {
      benefit.unjudged();
    }
  }

  /** Notes, whatever the phase does, that such a call begins in the operation. */
  void begin(Operation operation, @Nullable Object self, @Nullable Object[] arguments)
      throws Throwable {}

  /**
   * Returns a well-spread number that two calls share when one could answer the other, 0 for a call
   * that nothing could answer. Asked for while the phase is off, and for no more than a forecast: a
   * hash will do.
   */
  abstract long identity(Call call, @Nullable Object self, @Nullable Object[] arguments)
      throws Throwable;

  /**
   * Asks the cache.
   *
   * @param treated whether the call may be served; if not, what it brings may be kept
   */
  abstract void consult(
      Call call, @Nullable Object self, @Nullable Object[] arguments, boolean treated)
      throws Throwable;
}
