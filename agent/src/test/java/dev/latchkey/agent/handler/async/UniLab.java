package dev.latchkey.agent.handler.async;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Mutiny. */
public final class UniLab implements Lab {
  @Override
  public Class<?> declared() {
    return Uni.class;
  }

  @Override
  public Object working(Supplier<Object> work) {
    return Uni.createFrom().item(work);
  }

  @Override
  public Object awaiting(CompletableFuture<Object> trigger) {
    return Uni.createFrom().completionStage(() -> trigger.copy());
  }

  @Override
  public Seen take(Object result, boolean cancelOnValue) {
    Seen seen = new Seen();
    Cancellable cancellable =
        ((Uni<?>) result)
            .subscribe()
            .with(
                value -> {
                  seen.value = value;
                  seen.ended = true;
                  if (cancelOnValue) {
                    seen.cancel.run();
                  }
                },
                failure -> {
                  seen.failure = failure;
                  seen.ended = true;
                });
    seen.cancel = cancellable::cancel;
    return seen;
  }
}
