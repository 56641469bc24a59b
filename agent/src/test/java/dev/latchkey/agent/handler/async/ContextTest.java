package dev.latchkey.agent.handler.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

class ContextTest {
  private final NotedWatch watch = new NotedWatch();

  @Test
  @DisplayName("A-2 the application's pipeline sees the Reactor context of its own subscriber")
  void reactorContext() {
    Mono<?> watched =
        (Mono<?>)
            watch.on(new MonoLab(), Mono.deferContextual(view -> Mono.just(view.get("tenant"))));
    assertThat(watched.contextWrite(Context.of("tenant", "acme")).block()).isEqualTo("acme");
    assertThat(watched.contextWrite(Context.of("tenant", "other")).block()).isEqualTo("other");
    assertThat(watch.values).isEqualTo(java.util.List.of("acme", "other"));
  }

  @Test
  @DisplayName("A-2 a hit is delivered on the subscriber's own thread and in its own context")
  void ownThread() {
    AtomicReference<Thread> asked = new AtomicReference<>();
    watch.answers =
        () -> {
          asked.set(Thread.currentThread());
          return "kept";
        };
    Mono<?> watched = (Mono<?>) watch.on(new MonoLab(), Mono.fromFuture(new CompletableFuture<>()));
    AtomicReference<Thread> delivered = new AtomicReference<>();
    Object seen =
        watched
            .doOnNext(value -> delivered.set(Thread.currentThread()))
            .flatMap(
                value ->
                    Mono.deferContextual(view -> Mono.just(value.toString() + view.get("tenant"))))
            .contextWrite(Context.of("tenant", " acme"))
            .block();
    assertThat(seen).isEqualTo("kept acme");
    assertThat(asked).hasValue(Thread.currentThread());
    assertThat(delivered).hasValue(Thread.currentThread());
  }
}
