package dev.latchkey.agent.handler.async;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The JDK. */
public final class FutureLab implements Lab {
  @Override
  public Class<?> declared() {
    return CompletableFuture.class;
  }

  @Override
  public Object working(Supplier<Object> work) {
    try {
      return CompletableFuture.completedFuture(work.get());
    } catch (RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  @Override
  public Object awaiting(CompletableFuture<Object> trigger) {
    return trigger;
  }

  @Override
  public Seen take(Object result, boolean cancelOnValue) {
    Seen seen = new Seen();
    seen.cancel = () -> ((CompletableFuture<?>) result).cancel(true);
    ((CompletableFuture<?>) result)
        .whenComplete(
            (value, failure) -> {
              seen.value = value;
              seen.failure = failure;
              seen.ended = true;
              seen.arrived.run();
            });
    return seen;
  }
}
