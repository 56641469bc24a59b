package dev.latchkey.agent.handler;

import dev.latchkey.agent.gate.LatchkeyGate;
import org.jspecify.annotations.Nullable;

/**
 * From a woven call to our own values and back. Thread-safe: one handler serves all calls of its
 * target.
 *
 * <p>What it throws is counted as a fault of ours, and the application's own code runs.
 */
interface CallHandler {
  /** The answer of a method without result: that it need not run. */
  Object NO_RESULT = new Object();

  /** Returns whether calls are counted by how a cache took part in them. */
  default boolean caches() {
    return false;
  }

  /**
   * Returns whether calls have to be looked at; while not, the method is timed only. Asked on every
   * call.
   */
  default boolean isActive() {
    return true;
  }

  /** The first method of the target is being woven, or another one. Must be quick. */
  default void woven() {}

  /** Returns whether an argument may change until the value of the call is asked for. */
  default boolean mayChange(int argument) {
    return false;
  }

  /** Returns whether what is woven in the work after a call needs to know its token. */
  default boolean carriesToken() {
    return false;
  }

  /** Decides what the cache has to say about the call and notes it in {@code call}. */
  void enter(Call call, @Nullable Object self, @Nullable Object[] arguments) throws Throwable;

  /**
   * Returns what the woven method returns instead of running, {@link LatchkeyGate#NOTHING} for
   * null, or null when it must run.
   */
  default @Nullable Object answer(Call call, Class<?> type) throws Throwable {
    return null;
  }

  /**
   * Takes in what the woven method's body did.
   *
   * @return what the application gets instead of the method's own result or exception; null to
   *     leave them as they are, which is what happens to an object that is not of the method's
   *     return type
   */
  default @Nullable Object leave(Call call, @Nullable Object returned, @Nullable Throwable thrown)
      throws Throwable {
    return null;
  }
}
