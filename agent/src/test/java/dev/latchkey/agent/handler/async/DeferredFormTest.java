package dev.latchkey.agent.handler.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
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
class DeferredFormTest {
  @Parameter Lab lab;

  private final NotedWatch watch = new NotedWatch();
  private final AtomicInteger worked = new AtomicInteger();

  static List<Named<Lab>> labs() {
    return Labs.deferred();
  }

  private Object working(Supplier<Object> work) {
    return lab.working(
        () -> {
          worked.incrementAndGet();
          return work.get();
        });
  }

  @Test
  @DisplayName("A-1 the value of each success is taken in, and handed on as the same object")
  void success() {
    List<Object> made = new ArrayList<>();
    Supplier<Object> work =
        () -> {
          made.add(new Object());
          return made.get(made.size() - 1);
        };
    Object watched = watch.on(lab, working(work));
    assertThat(worked).hasValue(0);
    assertThat(lab.take(watched).value).isSameAs(made.get(0));
    assertThat(lab.take(watched).value).isSameAs(made.get(1));
    assertThat(watch.values).hasSize(2).containsExactlyElementsOf(made);
    assertThat(watch.ends).containsExactly("succeeded", "succeeded");
  }

  @Test
  @DisplayName("A-1 what the application gets is of its own library, whatever loader that is in")
  void ownLibrary() throws Throwable {
    Class<?> declared = lab.declared();
    AsyncForm form = AsyncForm.of(declared).orElseThrow();
    assertThat(watch.on(lab, working(() -> "made"))).isInstanceOf(declared);
    assertThat(form.completed("kept")).isInstanceOf(declared);
    assertThat(form.isDeferred()).isTrue();
    assertThat(declared.getClassLoader()).isInstanceOf(LabLoader.class);
  }

  @Test
  @DisplayName("A-1 a hit is decided with each subscription, however old the call")
  void decidedAtSubscription() {
    Object watched = watch.on(lab, working(() -> "made"));
    watch.answers = () -> "kept";
    assertThat(lab.take(watched).value).isEqualTo("kept");
    assertThat(worked).hasValue(0);
    watch.answers = () -> null;
    assertThat(lab.take(watched).value).isEqualTo("made");
    assertThat(worked).hasValue(1);
    assertThat(watch.values).containsExactly("made");
  }

  @Test
  @DisplayName("M-1 each subscriber of a hit gets a value of its own")
  void valuesOfTheirOwn() {
    Object watched = watch.on(lab, working(() -> "made"));
    watch.answers = () -> new ArrayList<>(List.of("kept"));
    Object first = lab.take(watched).value;
    assertThat(lab.take(watched).value).isEqualTo(first).isNotSameAs(first);
  }

  @Test
  @DisplayName("A-1 one subscriber cancels, the others are served")
  void cancelled() {
    CompletableFuture<Object> trigger = new CompletableFuture<>();
    Object watched = watch.on(lab, lab.awaiting(trigger));
    Seen stays = lab.take(watched);
    Seen goes = lab.take(watched);
    goes.cancel.run();
    assertThat(watch.ends).containsExactly("cancelled");
    trigger.complete("made");
    assertThat(stays.value).isEqualTo("made");
    assertThat(goes.value).isNull();
    assertThat(watch.ends).containsExactly("cancelled", "succeeded");
    assertThat(lab.take(watched).value).isEqualTo("made");
  }

  @Test
  @DisplayName("A-1 a failure arrives as the same object, is not taken in and not replayed")
  void failure() {
    List<RuntimeException> thrown = new ArrayList<>();
    Object watched =
        watch.on(
            lab,
            working(
                () -> {
                  if (thrown.isEmpty()) {
                    thrown.add(new IllegalStateException("expected"));
                    throw thrown.get(0);
                  }
                  return "made";
                }));
    assertThat(lab.take(watched).failure).isSameAs(thrown.get(0));
    assertThat(watch.ends).containsExactly("failed");
    assertThat(watch.values).isEmpty();
    assertThat(lab.take(watched).value).isEqualTo("made");
    assertThat(worked).hasValue(2);
  }

  @Test
  @DisplayName("A-1 an empty result is told as empty")
  void empty() {
    Seen seen = lab.take(watch.on(lab, working(() -> null)));
    assertThat(seen.ended).isTrue();
    assertThat(seen.value).isNull();
    assertThat(watch.ends).containsExactly("succeeded");
    assertThat(watch.values).isEmpty();
  }

  @Test
  @DisplayName("A-1 a subscriber that cancels once it has the value is told of as served")
  void cancelsWithTheValue() {
    assertThat(lab.take(watch.on(lab, working(() -> "made")), true).value).isEqualTo("made");
    assertThat(watch.ends).containsExactly("succeeded");
  }

  @ParameterizedTest
  @ValueSource(strings = {"begin", "answer", "succeeded"})
  @DisplayName("I-3 a fault of ours reaches no subscriber")
  void faults(String where) throws Throwable {
    List<Throwable> faults = new ArrayList<>();
    Object watched =
        AsyncForm.of(lab.declared())
            .orElseThrow()
            .observe(working(() -> "made"), new FailingWatch(where), faults::add);
    Seen seen = lab.take(watched);
    assertThat(seen.value).isEqualTo("made");
    assertThat(seen.failure).isNull();
    assertThat(worked).hasValue(1);
    assertThat(faults).hasSize(1).first().isInstanceOf(FailingWatch.Broken.class);
  }

  @Test
  @DisplayName("I-3 a fault of ours does not replace the application's failure")
  void faultAtFailure() throws Throwable {
    List<Throwable> faults = new ArrayList<>();
    RuntimeException expected = new IllegalStateException("expected");
    Object origin =
        working(
            () -> {
              throw expected;
            });
    Object watched =
        AsyncForm.of(lab.declared())
            .orElseThrow()
            .observe(origin, new FailingWatch("failed"), faults::add);
    assertThat(lab.take(watched).failure).isSameAs(expected);
    assertThat(faults).hasSize(1);
  }

  @Test
  @DisplayName("I-3 an error of ours, of whatever kind, leaves the answer to origin")
  void errorAtAnswer() {
    Object watched = watch.on(lab, working(() -> "made"));
    watch.answers =
        () -> {
          throw new LinkageError("expected");
        };
    assertThat(lab.take(watched).value).isEqualTo("made");
    assertThat(watch.faults).hasSize(1);
  }

  @Test
  @DisplayName("A-1 many subscribers at once: one end each, none waits for another")
  void racing() throws Exception {
    int threads = 8;
    int rounds = 500;
    Object watched = watch.on(lab, working(Object::new));
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<Integer>> served = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      served.add(
          pool.submit(
              () -> {
                start.await();
                int values = 0;
                for (int round = 0; round < rounds; round++) {
                  values += lab.take(watched).value == null ? 0 : 1;
                }
                return values;
              }));
    }
    start.countDown();
    for (Future<Integer> each : served) {
      assertThat(each.get()).isEqualTo(rounds);
    }
    pool.shutdown();
    assertThat(watch.ends).hasSize(threads * rounds).containsOnly("succeeded");
    assertThat(watch.values).doesNotHaveDuplicates();
  }
}
