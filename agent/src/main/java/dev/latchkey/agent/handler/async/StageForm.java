package dev.latchkey.agent.handler.async;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The JDK's {@code CompletableFuture}, declared as such or as {@code CompletionStage}. */
@SuppressWarnings("FutureReturnValueIgnored") // futures are handed on as the objects that they are
final class StageForm extends AsyncForm {
  static final String FUTURE = "java.util.concurrent.CompletableFuture";
  static final String STAGE = "java.util.concurrent.CompletionStage";

  @Override
  public boolean isDeferred() {
    return false;
  }

  /** A subclass may carry contexts from stage to stage, and more that nobody knows of. */
  @Override
  public boolean follows(Object result) {
    return result.getClass() == CompletableFuture.class;
  }

  /**
   * The callbacks of one future run in no order that we could rely on, and the application's may
   * change the value: only a future of its own, completed after the value was taken in, keeps the
   * application behind us.
   */
  @Override
  public Object observe(Object result, Watch watch, Consumer<Throwable> faults) {
    @SuppressWarnings("unchecked") // any value is an object, and it is only handed on
    CompletableFuture<@Nullable Object> origin = (CompletableFuture<@Nullable Object>) result;
    WatchedRun run = new WatchedRun(watch.begin(), faults);
    if (origin.isDone()) {
      tell(origin, run);
      return result;
    }
    RelayedFuture relayed = new RelayedFuture(origin);
    origin.whenComplete((value, failure) -> relayed.arrived(run, value, failure));
    return relayed;
  }

  @Override
  public Object completed(Object value) {
    return CompletableFuture.completedFuture(value);
  }

  static void tell(CompletionStage<?> stage, WatchedRun run) {
    stage.whenComplete((value, failure) -> tell(run, value, failure));
  }

  static void tell(WatchedRun run, @Nullable Object value, @Nullable Throwable failure) {
    if (failure == null) {
      run.succeeded(value);
    } else if (failure instanceof CancellationException) {
      run.cancelled();
    } else {
      run.failed(failure);
    }
  }
}
