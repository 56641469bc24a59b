package dev.latchkey.agent.handler;

import org.jspecify.annotations.Nullable;

/**
 * Looks at calls while discovery runs. They are no segments and no target's calls, so that what is
 * measured of the application's authentication stays as it is. Thread-safe.
 */
interface ProbeHandler extends CallHandler {
  /** Takes in the begin of a call; returns what goes to {@link #ended}, null for nothing. */
  @Nullable Object begun(@Nullable Object self, @Nullable Object[] arguments);

  /** Takes in the end of a call. */
  void ended(Object begun, @Nullable Object returned, @Nullable Throwable thrown);

  @Override
  default void enter(Call call, @Nullable Object self, @Nullable Object[] arguments) {}

  /** A call that was begun. Immutable. */
  record Seen(ProbeHandler handler, Object begun) implements Runnable {
    /** The agent is gone: what was begun cleans up after itself, if there is anything. */
    @Override
    public void run() {
      if (begun instanceof Runnable cleaning) {
        cleaning.run();
      }
    }
  }
}
