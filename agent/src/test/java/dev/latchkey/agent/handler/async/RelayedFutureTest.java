package dev.latchkey.agent.handler.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RelayedFutureTest {
  private final NotedWatch watch = new NotedWatch();
  private final CompletableFuture<Object> origin = new CompletableFuture<>();
  private final CompletableFuture<?> relayed =
      (CompletableFuture<?>) watch.on(new FutureLab(), origin);

  @Test
  @DisplayName("A-1 a caller that cancels cancels the application's own work")
  void cancel() {
    assertThat(relayed.cancel(true)).isTrue();
    assertThat(relayed.isCancelled()).isTrue();
    assertThat(origin.isCancelled()).isTrue();
    assertThat(watch.ends).containsExactly("cancelled");
    assertThatThrownBy(relayed::join).isInstanceOf(CancellationException.class);
  }

  @Test
  @DisplayName("A-1 work that the application cancels is cancelled for the caller")
  void cancelledByTheApplication() {
    origin.cancel(false);
    assertThat(relayed.isCancelled()).isTrue();
    assertThat(relayed.cancel(true)).isTrue();
  }

  @Test
  @DisplayName("A-5 a failure looks the same in every way a caller may ask")
  void failure() {
    Exception expected = new Exception("expected");
    origin.completeExceptionally(expected);
    assertThatThrownBy(relayed::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isSameAs(expected);
    assertThatThrownBy(relayed::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isSameAs(expected);
    assertThat(relayed.handle((value, failure) -> failure).join()).isSameAs(expected);
  }

  @Test
  @DisplayName("A-5 a failure of an earlier stage keeps its wrapping")
  void wrappedFailure() {
    Exception expected = new Exception("expected");
    CompletableFuture<Object> first = new CompletableFuture<>();
    CompletableFuture<?> late = (CompletableFuture<?>) watch.on(new FutureLab(), first.copy());
    first.completeExceptionally(expected);
    assertThat(late.handle((value, failure) -> failure).join())
        .isInstanceOf(CompletionException.class)
        .hasCause(expected);
    assertThatThrownBy(late::get).isInstanceOf(ExecutionException.class).cause().isSameAs(expected);
  }

  @Test
  @DisplayName("A-1 a value that the caller puts in itself is nobody's answer")
  void completedByTheCaller() {
    @SuppressWarnings("unchecked") // the caller knows the type
    CompletableFuture<Object> callers = (CompletableFuture<Object>) relayed;
    assertThat(callers.complete("forged")).isTrue();
    assertThat(origin.join()).isEqualTo("forged");
    assertThat(callers.complete("again")).isFalse();
    assertThat(watch.values).isEmpty();
    assertThat(watch.ends).containsExactly("cancelled");
  }

  @Test
  @DisplayName("A-5 a caller's time limit ends the application's future as well")
  void timeLimit() {
    assertThatThrownBy(relayed.orTimeout(1, TimeUnit.MILLISECONDS)::get)
        .hasCauseInstanceOf(TimeoutException.class);
    // The thread of the time limit tells the caller first.
    assertThatThrownBy(() -> origin.get(1, TimeUnit.MINUTES)).isNotNull();
    assertThat(origin).isCompletedExceptionally();
    assertThat(watch.values).isEmpty();
  }

  @Test
  @DisplayName("A-2 a future that may carry contexts from stage to stage is left alone")
  void subclass() {
    CompletableFuture<Object> carrying =
        new CompletableFuture<>() {
          @Override
          public <T> CompletableFuture<T> newIncompleteFuture() {
            return new CompletableFuture<>();
          }
        };
    CompletionStage<Object> minimal = new CompletableFuture<>().minimalCompletionStage();
    AsyncForm form = AsyncForm.of(CompletionStage.class).orElseThrow();
    assertThat(form.follows(carrying)).isFalse();
    assertThat(form.follows(minimal)).isFalse();
    assertThat(form.follows(new CompletableFuture<>())).isTrue();
  }

  @Test
  @DisplayName("A-1 a future that has arrived stays the application's own object")
  void arrived() {
    CompletableFuture<Object> done = CompletableFuture.completedFuture("made");
    assertThat(watch.on(new FutureLab(), done)).isSameAs(done);
    assertThat(watch.values).containsExactly("made");
  }
}
