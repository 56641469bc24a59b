package dev.latchkey.agent.handler.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AsyncFormTest {
  static List<Named<Lab>> libraries() {
    return Stream.concat(Labs.deferred().stream(), Labs.running().stream().skip(1)).toList();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        String.class,
        void.class,
        Future.class,
        Stream.class,
        reactor.core.publisher.Flux.class,
        org.reactivestreams.Publisher.class,
        io.smallrye.mutiny.Multi.class,
        io.vertx.core.Promise.class,
        RelayedFuture.class
      })
  @DisplayName("A-1 nothing is taken for an asynchronous result that is not known to be one value")
  void others(Class<?> type) {
    assertThat(AsyncForm.of(type)).isEmpty();
  }

  @Test
  void knowsTheFuturesOfTheJdk() {
    assertThat(AsyncForm.of(CompletableFuture.class)).isPresent();
    assertThat(AsyncForm.of(CompletionStage.class)).isPresent();
  }

  @ParameterizedTest
  @MethodSource("libraries")
  @DisplayName("A-7 the application's class loader can be collected, library and all")
  void applicationGone(Lab kind) {
    WeakReference<ClassLoader> gone = new WeakReference<>(used(Labs.again(kind)));
    collected(gone);
  }

  /** Uses a library in every way and returns its loader. */
  private static ClassLoader used(Lab lab) {
    NotedWatch watch = new NotedWatch();
    Object watched = watch.on(lab, lab.working(() -> "made"));
    lab.take(watched);
    watch.answers = () -> "kept";
    lab.take(watched);
    assertThat(watch.ends).isNotEmpty();
    return lab.declared().getClassLoader();
  }

  @ParameterizedTest
  @MethodSource("libraries")
  @DisplayName("A-7 the agent's class loader can be collected while the application lives on")
  void agentGone(Lab lab) throws Exception {
    WeakReference<ClassLoader> gone = new WeakReference<>(usedByAnotherAgent(lab));
    collected(gone);
    assertThat(AsyncForm.of(lab.declared())).isPresent();
  }

  private static ClassLoader usedByAnotherAgent(Lab lab) throws Exception {
    ClassLoader agent = LabLoader.recent(AsyncForm.class.getPackageName() + ".");
    Object form =
        agent
            .loadClass(AsyncForm.class.getName())
            .getMethod("of", Class.class)
            .invoke(null, lab.declared());
    assertThat(form.toString()).contains("Form");
    return agent;
  }

  private static void collected(WeakReference<?> reference) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              System.gc();
              return reference.get() == null;
            });
  }
}
