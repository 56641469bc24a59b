package dev.latchkey.agent.handler.async;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a run throws away from the application, and all its ends but the first away from the
 * run: a subscriber may cancel after it got the value. Continues the border at which calls are
 * dispatched, on the threads on which their results arrive. Thread-safe.
 */
final class WatchedRun {
  private final Run run;
  private final Consumer<Throwable> faults;
  private final AtomicBoolean open = new AtomicBoolean(true);

  /** Looks at {@code run} and leaves what it throws to {@code faults}. */
  WatchedRun(Run run, Consumer<Throwable> faults) {
    this.run = run;
    this.faults = faults;
  }

  void succeeded(@Nullable Object value) {
    end(() -> run.succeeded(value));
  }

  void failed(Throwable failure) {
    end(() -> run.failed(failure));
  }

  void cancelled() {
    end(run::cancelled);
  }

  /** One way for a run to end. */
  private interface End {
    void tell() throws Throwable;
  }

  private void end(End end) {
    if (open.compareAndSet(true, false)) {
      try {
        end.tell();
      } catch (Throwable failure) {
        faults.accept(failure);
      }
    }
  }
}
