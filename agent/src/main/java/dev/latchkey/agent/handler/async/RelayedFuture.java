package dev.latchkey.agent.handler.async;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What the application gets in place of a future of its own that has not arrived yet: the same
 * value or the same exception, after the value was taken in. What the caller does to it, above all
 * cancelling it, is done to the application's future as well. Thread-safe.
 */
final class RelayedFuture extends CompletableFuture<@Nullable Object> {
  private final CompletableFuture<@Nullable Object> origin;

  RelayedFuture(CompletableFuture<@Nullable Object> origin) {
    this.origin = origin;
  }

  /** Takes in how the application's future ended, unless the caller ended this one first. */
  void arrived(WatchedRun run, @Nullable Object value, @Nullable Throwable failure) {
    if (isDone()) {
      run.cancelled();
      return;
    }
    StageForm.tell(run, value, failure);
    if (failure == null) {
      super.complete(value);
    } else {
      super.completeExceptionally(failure);
    }
  }

  /** The callback on the application's future cancels this one with the same exception. */
  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return origin.cancel(mayInterruptIfRunning);
  }

  @Override
  public boolean complete(@Nullable Object value) {
    boolean first = super.complete(value);
    if (first) {
      origin.complete(value);
    }
    return first;
  }

  @Override
  public boolean completeExceptionally(Throwable failure) {
    boolean first = super.completeExceptionally(failure);
    if (first) {
      origin.completeExceptionally(failure);
    }
    return first;
  }
}
