package dev.latchkey.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.agent.handler.async.Arrival;
import dev.latchkey.runtime.config.ConfigSyntaxException;
import dev.latchkey.runtime.config.MethodPattern;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.TargetInfo;
import dev.latchkey.runtime.metrics.TargetMeter;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.util.context.Context;

class ArrivalsTest {
  private final Clock clock = new Clock();
  private final Metrics metrics = new Metrics(clock, 10);
  private final List<String> counted = new ArrayList<>();
  private final Sites sites = new Sites();
  private final OperationTracker operations =
      new OperationTracker((operation, elapsed, failed) -> {}, clock);
  private final Dispatcher dispatcher =
      new Dispatcher(sites, operations, new Faults(metrics, (id, text) -> {}));
  private final Memory memory = new Memory();

  /** Time as a test tells it. */
  private static final class Clock implements Ticker {
    private long now = 1_000;

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public long wallMillis() {
      return now;
    }
  }

  /** Keeps the last value, whoever asks. */
  private static final class Memory implements CallHandler {
    private final List<String> heard = new ArrayList<>();
    private Object kept;
    private boolean active = true;
    private boolean caches = true;
    private boolean carriesToken;

    @Override
    public boolean carriesToken() {
      return carriesToken;
    }

    @Override
    public boolean caches() {
      return caches;
    }

    @Override
    public boolean isActive() {
      return active;
    }

    @Override
    public void enter(Call call, Object self, Object[] arguments) {
      heard.add("enter " + arguments[0]);
      call.operation().markTokenSeen();
      call.outcome(kept == null ? CacheOutcome.MISS : CacheOutcome.HIT);
      call.hold("held");
    }

    @Override
    public Object answer(Call call, Class<?> type) {
      heard.add("answer " + type.getSimpleName());
      return kept;
    }

    @Override
    public Object leave(Call call, Object returned, Throwable thrown) {
      if (call.held() != null) {
        heard.add("leave " + returned + " " + call.type().getSimpleName() + " " + thrown);
        kept = returned;
      }
      return null;
    }
  }

  /** Writes down what is counted. */
  private record Counting(TargetInfo info, List<String> counted) implements TargetMeter {
    @Override
    public void call(long elapsedNanos, boolean failed) {
      counted.add(elapsedNanos + (failed ? " failed" : ""));
    }

    @Override
    public void uncachedCall(long elapsedNanos, boolean failed) {
      outcome(CacheOutcome.DISABLED);
      call(elapsedNanos, failed);
    }

    @Override
    public void outcome(CacheOutcome outcome) {
      counted.add(outcome.id());
    }
  }

  private int site(Arrival arrival, CallHandler handler) {
    try {
      TargetConfig config =
          TargetConfig.builder("watched", Layer.JWT, "com.acme.Any", MethodPattern.parse("any"))
              .build();
      TargetInfo info =
          new TargetInfo("watched", Layer.JWT, "com.acme.Any", "any", "exact", "config");
      int number =
          sites.open(
              new Target(config, new Counting(info, counted), 1, Optional.ofNullable(handler), ""),
              null,
              "com.acme.Any#any()");
      sites.arrival(number, arrival);
      return number;
    } catch (ConfigSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a woven call as the advice does; returns what the application would see. */
  private Object call(int site, Class<?> type, Supplier<Object> body, Object... arguments) {
    assertThat(dispatcher.isConsulted(site)).isTrue();
    Object call = dispatcher.enterCall(site, this, arguments);
    Object answer = dispatcher.answerCall(call, type);
    if (answer != null) {
      assertThat(operations.current()).isNull();
      return answer;
    }
    Object original = body.get();
    Object substitute = dispatcher.leaveCall(site, call, original, null);
    assertThat(operations.current()).isNull();
    return substitute == null ? original : substitute;
  }

  private Mono<?> mono(int site, Mono<?> origin, Object... arguments) {
    return (Mono<?>) call(site, Mono.class, () -> origin, arguments);
  }

  private Mono<String> taking(long nanos) {
    return Mono.fromSupplier(
        () -> {
          clock.now += nanos;
          return "made";
        });
  }

  @Test
  @DisplayName("A-1 a deferred result is timed per subscription, not when it is assembled")
  void timedPerSubscription() {
    Mono<?> watched = mono(site(Arrival.DEFERRED, null), taking(5));
    clock.now += 1_000;
    assertThat(counted).isEmpty();
    assertThat(watched.block()).isEqualTo("made");
    clock.now += 1_000;
    watched.block();
    assertThat(counted).containsExactly("5", "5");
  }

  @Test
  @DisplayName("A-1 a running result is timed from the call to its arrival")
  void timedToArrival() {
    CompletableFuture<Object> origin = new CompletableFuture<>();
    int site = site(Arrival.RUNNING, null);
    Object watched =
        call(
            site,
            CompletableFuture.class,
            () -> {
              clock.now += 10;
              return origin;
            });
    assertThat(counted).isEmpty();
    clock.now += 7;
    origin.completeExceptionally(new IllegalStateException("expected"));
    assertThat((CompletableFuture<?>) watched).isCompletedExceptionally();
    assertThat(counted).containsExactly("17 failed");
  }

  @Test
  @DisplayName("A-1 each subscription of a deferred result is a call of its own to the cache")
  void callPerSubscription() {
    Mono<?> watched = mono(site(Arrival.DEFERRED, memory), taking(5), "token");
    assertThat(memory.heard).isEmpty();
    assertThat(watched.block()).isEqualTo("made");
    assertThat(watched.block()).isEqualTo("made");
    assertThat(memory.heard)
        .containsExactly("enter token", "leave made String null", "enter token", "answer String");
    assertThat(counted).containsExactly("miss", "5", "hit", "0");
  }

  @Test
  @DisplayName("A-1 a hit for a running result runs nothing and is new for every caller")
  void runningHit() {
    int site = site(Arrival.RUNNING, memory);
    CompletableFuture<Object> origin = CompletableFuture.completedFuture("made");
    call(site, CompletableFuture.class, () -> origin, "token");
    Supplier<Object> body =
        () -> {
          throw new IllegalStateException("ran");
        };
    Object first = call(site, CompletableFuture.class, body, "token");
    Object second = call(site, CompletableFuture.class, body, "token");
    assertThat(first).isInstanceOf(CompletableFuture.class).isNotSameAs(second);
    assertThat(((CompletableFuture<?>) first).join()).isEqualTo("made");
    assertThat(counted).containsExactly("miss", "0", "hit", "0", "hit", "0");
  }

  @Test
  @DisplayName("C-5 a phase that was switched off since the call is not asked at the subscription")
  void switchedOffSince() {
    Mono<?> watched = mono(site(Arrival.DEFERRED, memory), taking(5), "token");
    memory.kept = "kept";
    memory.active = false;
    assertThat(watched.block()).isEqualTo("made");
    assertThat(memory.heard).isEmpty();
    assertThat(counted).containsExactly("disabled", "5");
  }

  @Test
  @DisplayName("C-5 a phase that is off when a running result is asked for is not asked at all")
  void switchedOff() {
    memory.active = false;
    memory.kept = "kept";
    CompletableFuture<Object> origin = CompletableFuture.completedFuture("made");
    int site = site(Arrival.RUNNING, memory);
    assertThat(call(site, CompletableFuture.class, () -> origin, "token")).isSameAs(origin);
    assertThat(memory.heard).isEmpty();
    assertThat(counted).containsExactly("disabled", "0");
  }

  @Test
  @DisplayName("G-7 a call whose arguments may change before its work reads them is left alone")
  void mutableArguments() {
    for (Arrival arrival : List.of(Arrival.DEFERRED, Arrival.RUNNING)) {
      counted.clear();
      int site = site(arrival, memory);
      byte[] token = "token".getBytes(java.nio.charset.StandardCharsets.UTF_8);
      if (arrival == Arrival.DEFERRED) {
        assertThat(mono(site, taking(5), (Object) token).block()).isEqualTo("made");
      } else {
        call(
            site,
            CompletableFuture.class,
            () -> CompletableFuture.completedFuture("made"),
            (Object) token);
      }
      assertThat(memory.heard).isEmpty();
      assertThat(counted).first().isEqualTo("bypass");
    }
  }

  @Test
  @DisplayName("A-1 a subscription that is cancelled tells the cache nothing")
  void cancelled() {
    Mono<?> watched = mono(site(Arrival.DEFERRED, memory), Mono.never(), "token");
    BaseSubscriber<Object> subscriber =
        new BaseSubscriber<>() {
          @Override
          protected void hookOnSubscribe(Subscription subscription) {
            subscription.request(1);
          }
        };
    watched.subscribe(subscriber);
    clock.now += 3;
    subscriber.cancel();
    assertThat(memory.heard).containsExactly("enter token");
    assertThat(counted).containsExactly("miss", "3");
  }

  @Test
  @DisplayName("A-1 a future that cannot be followed ends its call and is not kept")
  void notFollowed() {
    CompletableFuture<Object> carrying = new CompletableFuture<>() {};
    int site = site(Arrival.RUNNING, memory);
    assertThat(call(site, CompletableFuture.class, () -> carrying, "token")).isSameAs(carrying);
    carrying.complete("made");
    assertThat(memory.kept).isNull();
    assertThat(counted).containsExactly("bypass", "0");
  }

  @Test
  @DisplayName(
      "A-2 the work of a subscription finds its call's notes on its own thread, and nowhere")
  void notesWhileSubscribing() {
    memory.carriesToken = true;
    List<Object> seen = new ArrayList<>();
    Mono<?> origin =
        Mono.defer(
            () -> {
              Operation running = operations.current();
              seen.add(running != null && running.tokenSeen());
              return Mono.just("made");
            });
    Mono<?> watched = mono(site(Arrival.DEFERRED, memory), origin, "token");
    assertThat(watched.block()).isEqualTo("made");
    assertThat(operations.current()).isNull();
    memory.kept = null;
    memory.carriesToken = false;
    watched.block();
    assertThat(seen).containsExactly(true, false);
  }

  @Test
  @DisplayName("I-3 what subscribing throws reaches the subscriber, and leaves nothing open")
  void failingSubscription() {
    memory.carriesToken = true;
    Mono<Object> origin =
        new Mono<>() {
          @Override
          public void subscribe(CoreSubscriber<? super Object> actual) {
            throw new IllegalStateException("expected");
          }
        };
    Mono<?> watched = mono(site(Arrival.DEFERRED, memory), origin, "token");
    assertThatThrownBy(watched::block).isInstanceOf(IllegalStateException.class);
    assertThat(operations.current()).isNull();
    assertThat(metrics.errors().total()).isZero();
  }

  @Test
  @DisplayName("A-1 work that is subscribed to inside its call ends as it does without")
  void signalsOfSurrounded() {
    memory.carriesToken = true;
    List<SignalType> ends = new ArrayList<>();
    Mono<?> origin = taking(1).doFinally(ends::add).contextWrite(Context.of("mine", 1));
    mono(site(Arrival.DEFERRED, memory), origin, "token").block();
    assertThat(ends).containsExactly(SignalType.ON_COMPLETE);
    Mono<?> asking = Mono.deferContextual(context -> Mono.just(context.get("caller")));
    memory.kept = null;
    Mono<?> watched = mono(site(Arrival.DEFERRED, memory), asking, "token");
    assertThat(watched.contextWrite(Context.of("caller", "a")).block()).isEqualTo("a");
  }

  @Test
  void countsACallThatReturnsNothing() {
    assertThat(call(site(Arrival.DEFERRED, null), Mono.class, () -> null)).isNull();
    assertThat(counted).containsExactly("0");
  }

  @Test
  void showsATokenToTheOperationWhenTheCallIsMade() {
    memory.caches = false;
    mono(site(Arrival.DEFERRED, memory), taking(5), "token");
    assertThat(memory.heard).containsExactly("enter token");
  }

  @Test
  @DisplayName("O-4 what watches a logout hears of its end when the work ends, however that is")
  void heardOfAtTheEnd() {
    memory.caches = false;
    CompletableFuture<Object> origin = new CompletableFuture<>();
    int running = site(Arrival.RUNNING, memory);
    Object watched = call(running, CompletableFuture.class, () -> origin, "session");
    assertThat(memory.heard).containsExactly("enter session");
    ((CompletableFuture<?>) watched).cancel(true);
    assertThat(memory.heard).hasSize(2).last().asString().startsWith("leave null");
    memory.heard.clear();

    Mono<?> logout = mono(site(Arrival.DEFERRED, memory), Mono.empty(), "session");
    assertThat(memory.heard).containsExactly("enter session");
    logout.block();
    logout.block();
    assertThat(memory.heard).hasSize(3).last().asString().startsWith("leave null");
  }

  @Test
  @DisplayName("M-1 a method that delivers several classes of values is asked for none of them")
  void severalClasses() {
    DeliveredType delivered = new DeliveredType();
    assertThat(delivered.get()).isEqualTo(Object.class);
    delivered.saw(String.class);
    delivered.saw(String.class);
    assertThat(delivered.get()).isEqualTo(String.class);
    delivered.saw(Integer.class);
    assertThat(delivered.get()).isEqualTo(Object.class);
  }

  @Test
  @DisplayName("I-3 a library that takes no operator of ours leaves the application its own result")
  void refusingLibrary() {
    Mono<?> origin = taking(5);
    int site = site(Arrival.DEFERRED, memory);
    Hooks.onEachOperator(
        publisher -> {
          throw new IllegalStateException("expected");
        });
    try {
      assertThat(mono(site, origin, "token")).isSameAs(origin);
    } finally {
      Hooks.resetOnEachOperator();
    }
    assertThat(metrics.errors().total()).isEqualTo(1);
    assertThat(counted).containsExactly("bypass", "0");
    assertThat(memory.kept).isNull();
  }
}
