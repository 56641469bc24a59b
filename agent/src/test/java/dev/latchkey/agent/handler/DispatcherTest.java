package dev.latchkey.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.config.ConfigSyntaxException;
import dev.latchkey.runtime.config.MethodPattern;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.TargetInfo;
import dev.latchkey.runtime.metrics.TargetMeter;
import dev.latchkey.runtime.metrics.TargetSnapshot;
import dev.latchkey.runtime.metrics.WeavingStatus;
import dev.latchkey.runtime.metrics.WeavingStatus.State;
import dev.latchkey.runtime.operation.AgentThread;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.time.Ticker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DispatcherTest {
  private final Metrics metrics = new Metrics(Ticker.system(), 10);
  private final List<String> log = new ArrayList<>();
  private final Sites sites = new Sites();
  private final OperationTracker operations = new OperationTracker(metrics, Ticker.system());
  private final Dispatcher dispatcher =
      new Dispatcher(
          sites, operations, new Faults(metrics, (id, text) -> log.add(id + " " + text)));

  /** Does what a test tells it to. */
  private static class Scripted implements CallHandler {
    @Override
    public boolean caches() {
      return true;
    }

    @Override
    public boolean isActive() {
      return true;
    }

    @Override
    public void enter(Call call, Object self, Object[] arguments) throws Throwable {}
  }

  private int site(CallHandler handler) throws ConfigSyntaxException {
    TargetConfig config =
        TargetConfig.builder("watched", Layer.OTHER, "com.acme.Any", MethodPattern.parse("any"))
            .build();
    TargetInfo info =
        new TargetInfo("watched", Layer.OTHER, "com.acme.Any", "any", "exact", "config");
    TargetMeter meter = metrics.register(info);
    metrics.weaving("watched", new WeavingStatus(State.WOVEN, "", List.of()));
    return sites.open(
        new Target(config, meter, 1, Optional.ofNullable(handler), ""), null, "com.acme.Any#any()");
  }

  private TargetSnapshot snapshot() {
    return metrics.targets().get(0);
  }

  /** Runs a woven call as the advice does; returns what the application would see. */
  private Object call(int site, Class<?> type, Object original) {
    Object call;
    if (dispatcher.isConsulted(site)) {
      call = dispatcher.enterCall(site, null, new Object[0]);
      Object answer = call == null ? null : dispatcher.answerCall(call, type);
      if (answer != null) {
        return answer;
      }
    } else {
      call = dispatcher.beginCall(site);
    }
    Object substitute = call == null ? null : dispatcher.leaveCall(site, call, original, null);
    return substitute == null ? original : substitute;
  }

  @Test
  void returnsWhatTheHandlerAnswers() throws Exception {
    int site = site(answering("kept"));
    assertThat(call(site, String.class, "original")).isEqualTo("kept");
    assertThat(snapshot().outcomes()).containsEntry(CacheOutcome.HIT, 1L);
    assertThat(snapshot().calls()).isEqualTo(1);
    assertThat(operations.current()).isNull();
  }

  @Test
  @DisplayName("I-3 an answer of the wrong type is dropped and the application's own code runs")
  void wrongType() throws Exception {
    int site = site(answering("a text"));
    assertThat(call(site, Integer.class, 42)).isEqualTo(42);
    assertThat(snapshot().outcomes()).containsEntry(CacheOutcome.BYPASS, 1L);
    assertThat(operations.current()).isNull();
  }

  @Test
  @DisplayName("I-3 a method without result is skipped for one answer only")
  void methodWithoutResult() throws Exception {
    assertThat(call(site(answering(CallHandler.NO_RESULT)), Void.class, "ran"))
        .isSameAs(CallHandler.NO_RESULT);
    assertThat(call(site(answering("a text")), Void.class, "ran")).isEqualTo("ran");
    assertThat(call(site(answering(CallHandler.NO_RESULT)), String.class, "ran")).isEqualTo("ran");
  }

  @Test
  @DisplayName("I-3 a handler that fails at any point changes no result, is counted and told once")
  void failingHandler() throws Exception {
    int site =
        site(
            new Scripted() {
              @Override
              public void enter(Call call, Object self, Object[] arguments) {
                call.outcome(CacheOutcome.HIT);
                throw new IllegalStateException("holds a secret");
              }

              @Override
              public Object leave(Call call, Object returned, Throwable thrown) {
                throw new IllegalStateException("holds a secret");
              }
            });
    assertThat(call(site, String.class, "original")).isEqualTo("original");
    assertThat(metrics.errors().total()).isEqualTo(2);
    assertThat(log).hasSize(1).noneMatch(line -> line.contains("secret"));
    assertThat(snapshot().calls()).isEqualTo(1);
    assertThat(operations.current()).isNull();
  }

  @Test
  void replacesWhatTheBodyReturnedByWhatTheHandlerGives() throws Exception {
    assertThat(call(site(substituting("kept")), String.class, "original")).isEqualTo("kept");
  }

  @Test
  @DisplayName("I-3 a substitute of the wrong type is dropped and the body's own result stays")
  void substituteOfTheWrongType() throws Exception {
    assertThat(call(site(substituting("a text")), Integer.class, 42)).isEqualTo(42);
  }

  @Test
  void timesACallAndLooksAtNothingOfItWhileItsHandlerIsNotActive() throws Exception {
    int site =
        site(
            new Scripted() {
              @Override
              public boolean isActive() {
                return false;
              }

              @Override
              public void enter(Call call, Object self, Object[] arguments) {
                throw new IllegalStateException("was asked");
              }
            });
    assertThat(call(site, String.class, "original")).isEqualTo("original");
    assertThat(snapshot().calls()).isEqualTo(1);
    assertThat(snapshot().outcomes()).containsOnly(Map.entry(CacheOutcome.DISABLED, 1L));
    assertThat(metrics.errors().total()).isZero();
  }

  @Test
  void leavesTheAgentsOwnThreadsAlone() throws Exception {
    int site = site(answering("kept"));
    AtomicReference<Object> seen = new AtomicReference<>();
    Thread own = AgentThread.of("test", () -> seen.set(call(site, String.class, "original")));
    own.start();
    own.join();
    assertThat(seen).hasValue("original");
    assertThat(snapshot().calls()).isZero();
  }

  @Test
  void switchesASiteOffThatKeepsFailing() throws Exception {
    int site =
        site(
            new Scripted() {
              @Override
              public void enter(Call call, Object self, Object[] arguments) throws Throwable {
                throw new IOException();
              }
            });
    for (int i = 0; i < 40; i++) {
      assertThat(call(site, String.class, "original")).isEqualTo("original");
    }
    assertThat(metrics.errors().total()).isEqualTo(16);
    assertThat(snapshot().weaving().state()).isEqualTo(State.SWITCHED_OFF);
    assertThat(log).hasSize(2).last().asString().startsWith("LK-2021");
  }

  @Test
  void blamesNoSiteForAStackThatTheApplicationFilled() throws Exception {
    int site =
        site(
            new Scripted() {
              @Override
              public void enter(Call call, Object self, Object[] arguments) {
                throw new StackOverflowError();
              }
            });
    assertThat(call(site, String.class, "original")).isEqualTo("original");
    assertThat(metrics.errors().total()).isZero();
    assertThat(operations.current()).isNull();
  }

  @Test
  void keepsTheNumberOfAMethodThatIsWovenAgain() throws Exception {
    int first = site(null);
    Target target = sites.at(first).target();
    assertThat(sites.open(target, null, "com.acme.Any#any()")).isEqualTo(first);
    assertThat(sites.open(target, null, "com.acme.Any#other()")).isNotEqualTo(first);
    assertThat(sites.open(target, getClass().getClassLoader(), "com.acme.Any#any()"))
        .isNotEqualTo(first);
  }

  private static CallHandler substituting(Object substitute) {
    return new Scripted() {
      @Override
      public Object leave(Call call, Object returned, Throwable thrown) {
        return substitute;
      }
    };
  }

  private static CallHandler answering(Object answer) {
    return new Scripted() {
      @Override
      public void enter(Call call, Object self, Object[] arguments) {
        call.outcome(CacheOutcome.HIT);
      }

      @Override
      public Object answer(Call call, Class<?> type) {
        return answer;
      }
    };
  }

  @Test
  @DisplayName("I-3 what an earlier agent wove and began is cleaned up and never taken for ours")
  void leavesTheCallsOfAnEarlierAgentAlone() {
    Dispatcher next =
        new Dispatcher(
            new Sites(7), operations, new Faults(metrics, (id, text) -> log.add(id + " " + text)));
    List<String> cleaned = new ArrayList<>();
    Runnable foreign = () -> cleaned.add("cleaned");
    assertThat(next.beginCall(3)).isNull();
    assertThat(next.isConsulted(3)).isFalse();
    assertThat(next.enterCall(3, null, new Object[0])).isNull();
    assertThat(next.answerCall(foreign, String.class)).isNull();
    assertThat(next.leaveCall(3, foreign, "own", null)).isNull();
    next.endCall(3, foreign, null);
    assertThat(cleaned).hasSize(2);
    assertThat(log).isEmpty();
  }

  @Test
  @DisplayName("A-7 a call whose dispatcher is gone leaves nothing on its thread")
  void cleansTheThreadOfACallThatIsGivenUp() throws Exception {
    Object call = dispatcher.enterCall(site(new Scripted()), null, new Object[0]);
    assertThat(operations.current()).isNotNull();
    ((Runnable) call).run();
    assertThat(operations.current()).isNull();
  }
}
