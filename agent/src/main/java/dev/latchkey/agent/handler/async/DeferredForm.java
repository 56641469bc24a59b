package dev.latchkey.agent.handler.async;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** A result whose work begins anew with each subscription. */
abstract sealed class DeferredForm extends AsyncForm permits MonoForm, UniForm {
  @Override
  public final boolean isDeferred() {
    return true;
  }

  @Override
  public final Object observe(Object result, Watch watch, Consumer<Throwable> faults)
      throws Throwable {
    return deferred(() -> chosen(result, watch, faults));
  }

  /** Runs on the subscriber's thread; whatever fails here, the application's pipeline is used. */
  private Object chosen(Object origin, Watch watch, Consumer<Throwable> faults) {
    try {
      Run run = watch.begin();
      Object answer = run.answer();
      if (answer != null) {
        return completed(answer);
      }
      Object watched = watched(origin, new WatchedRun(run, faults));
      return run.surrounds() ? surrounded(watched, run, faults) : watched;
    } catch (Throwable failure) {
      faults.accept(failure);
      return origin;
    }
  }

  /** Returns a result that asks {@code choice} for the one to use with each subscription. */
  abstract Object deferred(Supplier<Object> choice) throws Throwable;

  /**
   * Returns a result whose subscription {@code run} surrounds; the same one where there is no way
   * to.
   */
  Object surrounded(Object origin, Run run, Consumer<Throwable> faults) throws Throwable {
    return origin;
  }

  /** Subscribes as a part of {@code run}; what the subscription throws passes by. */
  static void surround(Run run, Consumer<Throwable> faults, Runnable subscription) {
    Runnable end = () -> {};
    try {
      end = run.surround();
    } catch (Throwable failure) {
      faults.accept(failure);
    }
    try {
      subscription.run();
    } finally {
      end(end, faults);
    }
  }

  private static void end(Runnable end, Consumer<Throwable> faults) {
    try {
      end.run();
    } catch (Throwable failure) {
      faults.accept(failure);
    }
  }

  /** Returns a result that tells {@code run} how the work of {@code origin} ended. */
  abstract Object watched(Object origin, WatchedRun run) throws Throwable;
}
