package dev.latchkey.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.Sample;
import dev.latchkey.agent.handler.Target;
import dev.latchkey.runtime.config.Match;
import dev.latchkey.runtime.metrics.WeavingStatus.State;
import java.lang.instrument.ClassFileTransformer;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WeavingTest {
  private final Bench bench = new Bench();
  private final ClassLoader loader = Bench.loader();

  @AfterEach
  void takeOut() {
    bench.close();
  }

  private Function<String, String> tokens() throws ReflectiveOperationException {
    return Bench.instance(loader, Sample.Tokens.class);
  }

  /** Returns what the JVM has for a class now, as far as transformers make it. */
  private boolean callsTheGate(Class<?> type) throws Exception {
    var check = new RestoreCheck();
    bench.instrumentation.addTransformer(check, true);
    bench.instrumentation.retransformClasses(type);
    bench.instrumentation.removeTransformer(check);
    return !check.result().failed().isEmpty();
  }

  @Test
  void weavesWhatIsLoadedFromTheNextCallOn() throws Exception {
    Function<String, String> tokens = tokens();
    bench.weaving.start(List.of());
    tokens.apply("check");
    Target check = bench.target("check", Sample.Tokens.class, "check");
    bench.weaving.apply(List.of(check));

    assertThat(tokens.apply("check")).isEqualTo("checked t");
    assertThat(bench.snapshot("check").calls()).isEqualTo(1);
    assertThat(bench.snapshot("check").weaving().state()).isEqualTo(State.WOVEN);
  }

  @Test
  void givesAClassItsOwnBytecodeBackWhenItsLastTargetGoes() throws Exception {
    Function<String, String> tokens = tokens();
    Target check = bench.target("check", Sample.Tokens.class, "check");
    Target other = bench.target("other", Sample.Tokens.class, "other");
    bench.weaving.start(List.of(check, other));

    bench.weaving.apply(List.of(other));
    tokens.apply("check");
    tokens.apply("other");
    assertThat(bench.snapshot("check").calls()).isZero();
    assertThat(bench.snapshot("other").calls()).isEqualTo(1);
    assertThat(callsTheGate(tokens.getClass())).isTrue();

    bench.weaving.apply(List.of());
    assertThat(tokens.apply("other")).isEqualTo("other t");
    assertThat(bench.snapshot("other").calls()).isEqualTo(1);
    assertThat(callsTheGate(tokens.getClass())).isFalse();
  }

  @Test
  void closingRestoresEveryWovenClassAndSaysHowMany() throws Exception {
    Function<String, String> first = tokens();
    Supplier<String> second = Bench.instance(loader, Sample.Bridged.class);
    bench.weaving.start(
        List.of(
            bench.target("check", Sample.Tokens.class, "check"),
            bench.target("get", Sample.Bridged.class, "get")));

    // Other tests may have left loaders with classes of these names behind.
    Restored restored = bench.weaving.close();
    assertThat(restored.classes()).isGreaterThanOrEqualTo(2);
    assertThat(restored.failed()).isEmpty();
    assertThat(callsTheGate(first.getClass())).isFalse();
    assertThat(callsTheGate(second.getClass())).isFalse();
    assertThatCode(bench.weaving::close).doesNotThrowAnyException();
  }

  @Test
  void undoesTheWholeChangeWhenOneClassCannotBeWoven() throws Exception {
    Function<String, String> tokens = tokens();
    Supplier<String> bridged = Bench.instance(loader, Sample.Bridged.class);
    Target check = bench.target("check", Sample.Tokens.class, "check");
    bench.weaving.start(List.of(check));
    Target other = bench.target("other", Sample.Tokens.class, "other");
    Target get = bench.target("get", Sample.Bridged.class, "get");

    var hostile = new Hostile(bridged.getClass());
    bench.instrumentation.addTransformer(hostile, true);
    try {
      assertThatThrownBy(() -> bench.weaving.apply(List.of(other, get)))
          .isInstanceOf(WeavingException.class)
          .hasMessageContaining("Sample$Bridged");
    } finally {
      bench.instrumentation.removeTransformer(hostile);
    }
    tokens.apply("check");
    tokens.apply("other");
    assertThat(bridged.get()).isEqualTo("got");
    assertThat(bench.snapshot("check").calls()).isEqualTo(1);
    assertThat(bench.snapshot("other").calls()).isZero();
    assertThat(bench.snapshot("get").calls()).isZero();
  }

  /** Breaks the class file of one class as soon as it calls the gate. */
  private record Hostile(Class<?> type) implements ClassFileTransformer {
    @Override
    public byte[] transform(
        ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] file) {
      boolean woven = new String(file, StandardCharsets.ISO_8859_1).contains("LatchkeyGate");
      return redefined == type && woven ? new byte[] {1, 2, 3} : null;
    }
  }

  @Test
  void aCallThatRunsWhileItsTargetIsRemovedEndsInNoOtherTarget() throws Exception {
    Function<CountDownLatch[], String> slow = Bench.instance(loader, Sample.Slow.class);
    Target run = bench.target("run", Sample.Slow.class, "run");
    bench.weaving.start(List.of(run));
    CountDownLatch[] latches = {new CountDownLatch(1), new CountDownLatch(1)};
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<String> running = thread.submit(() -> slow.apply(latches));
      latches[0].await();
      Function<String, String> tokens = tokens();
      bench.weaving.apply(List.of(bench.target("check", Sample.Tokens.class, "check")));
      tokens.apply("check");
      latches[1].countDown();
      assertThat(running.get()).isEqualTo("done");
    } finally {
      latches[1].countDown();
      thread.shutdown();
    }
    assertThat(bench.snapshot("check").calls()).isEqualTo(1);
    assertThat(bench.snapshot("run").calls()).isZero();
    assertThat(bench.metrics.errors().total()).isZero();
  }

  @Test
  void classesThatLoadWhileTargetsChangeAreWovenByTheLastOnes() throws Exception {
    Target check = bench.target("check", Sample.Tokens.class, "check");
    bench.weaving.start(List.of());
    ExecutorService threads = Executors.newFixedThreadPool(2);
    AtomicBoolean changing = new AtomicBoolean(true);
    List<Function<String, String>> made = new ArrayList<>();
    try {
      Callable<List<Function<String, String>>> loading =
          () -> {
            List<Function<String, String>> mine = new ArrayList<>();
            while (changing.get() && mine.size() < 100 || mine.isEmpty()) {
              Function<String, String> tokens = Bench.instance(Bench.loader(), Sample.Tokens.class);
              assertThat(tokens.apply("check")).isEqualTo("checked t");
              mine.add(tokens);
            }
            return mine;
          };
      var results = List.of(threads.submit(loading), threads.submit(loading));
      for (int i = 0; i < 10; i++) {
        bench.weaving.apply(List.of());
        bench.weaving.apply(List.of(check));
        check = bench.target("check", Sample.Tokens.class, "check");
        bench.weaving.apply(List.of(check));
      }
      changing.set(false);
      for (var result : results) {
        made.addAll(result.get());
      }
    } finally {
      changing.set(false);
      threads.shutdown();
    }
    bench.weaving.settle();
    long before = bench.snapshot("check").calls();
    made.forEach(tokens -> tokens.apply("check"));
    assertThat(bench.snapshot("check").calls()).isEqualTo(before + made.size());
    assertThat(bench.metrics.errors().total()).isZero();
  }

  @Test
  @DisplayName("G-12 bridges that the compiler made are not woven")
  void leavesBridgesAlone() throws Exception {
    bench.weaving.start(List.of(bench.target("get", Sample.Bridged.class, "get")));
    Supplier<String> bridged = Bench.instance(loader, Sample.Bridged.class);

    assertThat(bridged.get()).isEqualTo("got");
    assertThat(bench.snapshot("get").calls()).isEqualTo(1);
    assertThat(bench.snapshot("get").weaving().woven()).hasSize(1);
  }

  @Test
  void weavesASubtypeWhoseSuperclassIsNotLoadedYet() throws Exception {
    bench.weaving.start(
        List.of(bench.target("verify", Sample.Check.class.getName(), "verify", Match.SUBTYPES)));
    Callable<Boolean> far = Bench.instance(loader, Sample.Far.class);
    Callable<Boolean> stranger = Bench.instance(loader, Sample.Stranger.class);

    assertThat(far.call()).isTrue();
    assertThat(stranger.call()).isFalse();
    assertThat(bench.snapshot("verify").calls()).isEqualTo(1);
    assertThat(bench.snapshot("verify").weaving().woven())
        .extracting(Object::toString)
        .containsOnly(
            Sample.Far.class.getName() + "#verify(java.lang.String)",
            Sample.Near.class.getName() + "#verify(java.lang.String)");
  }

  @Test
  void loadsNoClassOfTheApplicationAndLeavesItsOwnErrorsAlone() {
    bench.weaving.start(
        List.of(
            bench.target("verify", Sample.Check.class.getName(), "verify", Match.SUBTYPES),
            bench.target("far", Sample.Far.class, "verify")));
    ClassLoader broken = Bench.loader("Near");

    assertThatThrownBy(() -> Class.forName(Sample.Far.class.getName(), true, broken))
        .isInstanceOf(NoClassDefFoundError.class);
    assertThat(bench.metrics.errors().total()).isZero();
  }
}
