package dev.latchkey.agent.handler.async;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

/** Project Reactor. */
public final class MonoLab implements Lab {
  @Override
  public Class<?> declared() {
    return Mono.class;
  }

  @Override
  public Object working(Supplier<Object> work) {
    return Mono.fromSupplier(work);
  }

  @Override
  public Object awaiting(CompletableFuture<Object> trigger) {
    return Mono.fromFuture(() -> trigger.copy());
  }

  @Override
  public Seen take(Object result, boolean cancelOnValue) {
    Seen seen = new Seen();
    BaseSubscriber<Object> subscriber =
        new BaseSubscriber<>() {
          @Override
          protected void hookOnSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
          }

          @Override
          protected void hookOnNext(Object value) {
            seen.value = value;
            if (cancelOnValue) {
              cancel();
            }
          }

          @Override
          protected void hookOnError(Throwable failure) {
            seen.failure = failure;
            seen.ended = true;
          }

          @Override
          protected void hookOnComplete() {
            seen.ended = true;
          }
        };
    seen.cancel = subscriber::cancel;
    ((Mono<?>) result).subscribe(subscriber);
    return seen;
  }
}
