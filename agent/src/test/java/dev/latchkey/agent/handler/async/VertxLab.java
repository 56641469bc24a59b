package dev.latchkey.agent.handler.async;

import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Vert.x; a caller of a future cannot give up. */
public final class VertxLab implements Lab {
  @Override
  public Class<?> declared() {
    return Future.class;
  }

  @Override
  public Object working(Supplier<Object> work) {
    try {
      return Future.succeededFuture(work.get());
    } catch (RuntimeException failure) {
      return Future.failedFuture(failure);
    }
  }

  @Override
  public Object awaiting(CompletableFuture<Object> trigger) {
    return Future.fromCompletionStage(trigger);
  }

  @Override
  public Seen take(Object result, boolean cancelOnValue) {
    Seen seen = new Seen();
    ((Future<?>) result)
        .onComplete(
            arrived -> {
              seen.value = arrived.result();
              seen.failure = arrived.cause();
              seen.ended = true;
              seen.arrived.run();
            });
    return seen;
  }
}
