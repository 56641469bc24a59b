package dev.latchkey.agent.handler.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@MethodSource("labs")
class RunningFormTest {
  @Parameter Lab lab;

  private final NotedWatch watch = new NotedWatch();

  static List<Named<Lab>> labs() {
    return Labs.running();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("A-1 the value of a success is taken in, and handed on as the same object")
  void success(boolean arrivesLater) {
    Object value = new Object();
    CompletableFuture<Object> trigger = new CompletableFuture<>();
    Object watched = watch.on(lab, arrivesLater ? lab.awaiting(trigger) : lab.working(() -> value));
    Seen seen = lab.take(watched);
    trigger.complete(value);
    assertThat(seen.value).isSameAs(value);
    assertThat(watch.values).containsExactly(value);
    assertThat(watch.ends).containsExactly("succeeded");
  }

  @Test
  @DisplayName("M-1 the value is taken in before a caller can change it")
  void beforeTheCaller() throws Throwable {
    CompletableFuture<Object> trigger = new CompletableFuture<>();
    List<String> log = new ArrayList<>();
    Watch logging =
        () ->
            new Run() {
              @Override
              public Object answer() {
                return null;
              }

              @Override
              public void succeeded(Object value) {
                log.add("taken in");
              }

              @Override
              public void failed(Throwable failure) {}

              @Override
              public void cancelled() {}
            };
    Object watched = form().observe(lab.awaiting(trigger), logging, fault -> {});
    lab.take(watched).arrived = () -> log.add("caller");
    trigger.complete("made");
    assertThat(log).containsExactly("taken in", "caller");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("A-1 a failure arrives as the same object and is not taken in")
  void failure(boolean arrivesLater) {
    RuntimeException expected = new IllegalStateException("expected");
    CompletableFuture<Object> trigger = new CompletableFuture<>();
    Object origin =
        arrivesLater
            ? lab.awaiting(trigger)
            : lab.working(
                () -> {
                  throw expected;
                });
    Seen seen = lab.take(watch.on(lab, origin));
    trigger.completeExceptionally(expected);
    assertThat(seen.failure).isSameAs(expected);
    assertThat(watch.ends).containsExactly("failed");
    assertThat(watch.values).isEmpty();
  }

  @Test
  @DisplayName("A-1 a hit is a result of its own for every caller, and has arrived")
  void completed() throws Throwable {
    Object first = form().completed("kept");
    Object second = form().completed("kept");
    assertThat(first).isInstanceOf(lab.declared()).isNotSameAs(second);
    lab.take(first).cancel.run();
    assertThat(lab.take(second).value).isEqualTo("kept");
    assertThat(form().isDeferred()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("I-3 a fault of ours reaches no caller")
  void faults(boolean arrivesLater) throws Throwable {
    List<Throwable> faults = new ArrayList<>();
    CompletableFuture<Object> trigger = new CompletableFuture<>();
    Object origin = arrivesLater ? lab.awaiting(trigger) : lab.working(() -> "made");
    Seen seen = lab.take(form().observe(origin, new FailingWatch("succeeded"), faults::add));
    trigger.complete("made");
    assertThat(seen.value).isEqualTo("made");
    assertThat(seen.failure).isNull();
    assertThat(faults).hasSize(1).first().isInstanceOf(FailingWatch.Broken.class);
  }

  private AsyncForm form() {
    return AsyncForm.of(lab.declared()).orElseThrow();
  }
}
