package dev.latchkey.agent.handler;

import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A handler whose cache belongs to a phase. With the phase off it does nothing; an operation on the
 * control side fills the cache without being served, because the application's own code ran for it
 * anyway.
 */
abstract class CachingHandler implements CallHandler {
  private final PhaseGate phase;

  CachingHandler(PhaseGate phase) {
    this.phase = phase;
  }

  @Override
  public final boolean caches() {
    return true;
  }

  @Override
  public boolean isActive() {
    return phase.isOn();
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
      consult(call, self, arguments, treated);
    }
  }

  /** Notes, whatever the phase does, that such a call begins in the operation. */
  void begin(Operation operation, @Nullable Object self, @Nullable Object[] arguments)
      throws Throwable {}

  /**
   * Asks the cache.
   *
   * @param treated whether the call may be served; if not, what it brings may be kept
   */
  abstract void consult(
      Call call, @Nullable Object self, @Nullable Object[] arguments, boolean treated)
      throws Throwable;
}
