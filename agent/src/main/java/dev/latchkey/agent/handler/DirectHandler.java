package dev.latchkey.agent.handler;

import org.jspecify.annotations.Nullable;

/**
 * Answers calls of methods that exist for the agent alone: they are no part of the application's
 * work, so that they are neither timed nor opened as segments. Thread-safe.
 */
@FunctionalInterface
interface DirectHandler extends CallHandler {
  /**
   * Does what the call asks for.
   *
   * @return what the method returns instead of running, {@link #NO_RESULT} for one without result,
   *     or null when it must run
   */
  @Nullable Object direct(@Nullable Object[] arguments);

  @Override
  default void enter(Call call, @Nullable Object self, @Nullable Object[] arguments) {}

  /**
   * What a call is answered with. Immutable.
   *
   * @param value null when the method must run
   */
  record Answer(@Nullable Object value) {}
}
