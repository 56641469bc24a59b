package dev.latchkey.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.runtime.store.SingleFlight.Alone;
import dev.latchkey.runtime.store.SingleFlight.Follow;
import dev.latchkey.runtime.store.SingleFlight.Lead;
import dev.latchkey.runtime.store.SingleFlight.Start;
import dev.latchkey.runtime.store.SingleFlight.Ticket;
import dev.latchkey.runtime.time.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SingleFlightTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  private final ManualTicker ticker = new ManualTicker();
  private final SingleFlight<String, String> flights = new SingleFlight<>(64, ticker);
  private final ExecutorService pool = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    pool.shutdownNow();
  }

  private Ticket<String> lead(Start<String> start) {
    assertThat(start).isInstanceOf(Lead.class);
    return ((Lead<String>) start).ticket();
  }

  private Ticket<String> leadElsewhere(String key) throws Exception {
    // Not in the pool, which would let a waiter run on the leader's thread.
    var begun = new CompletableFuture<Start<String>>();
    new Thread(() -> begun.complete(flights.begin(key, LONG))).start();
    return lead(begun.get());
  }

  private void awaitWaiting(Thread thread) {
    await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
  }

  @Test
  @DisplayName("G-11 callers of one key share a load, callers of another do not")
  void sharesByKey() throws Exception {
    var ticket = leadElsewhere("a");
    var same = pool.submit(() -> flights.begin("a", LONG));
    var other = pool.submit(() -> flights.begin("b", LONG));

    lead(other.get());
    await().until(() -> waiting() == 1);
    ticket.complete("value");
    assertThat(same.get()).isEqualTo(new Follow<>("value"));
    assertThat(flights.inFlight("a")).isFalse();
  }

  @Test
  @DisplayName("A-3 of 32 threads that begin together one loads and all get its value")
  void oneLoadForAll() throws Exception {
    var loads = new AtomicInteger();
    var start = new CountDownLatch(1);
    List<Future<String>> results = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      results.add(
          pool.submit(
              () -> {
                start.await();
                var begun = flights.begin("key", LONG);
                if (begun instanceof Follow<String> follow) {
                  return follow.value();
                }
                assertThat(begun).isInstanceOf(Lead.class);
                loads.incrementAndGet();
                awaitOthers();
                lead(begun).complete("value");
                return "value";
              }));
    }
    start.countDown();

    for (var result : results) {
      assertThat(result.get()).isEqualTo("value");
    }
    assertThat(loads).hasValue(1);
    assertThat(flights.size()).isZero();
  }

  /** Long enough for all threads to arrive: each of them has begun when this returns. */
  private void awaitOthers() {
    await().until(() -> waiting() == 31);
  }

  private static long waiting() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(
            entry ->
                entry.getKey().getState() == Thread.State.TIMED_WAITING
                    && List.of(entry.getValue()).stream()
                        .anyMatch(frame -> frame.getClassName().contains("SingleFlight$Flight")))
        .count();
  }

  @Test
  @DisplayName("A-3 a waiter waits no longer than it allows, then goes itself")
  void waitIsBounded() throws Exception {
    leadElsewhere("key");

    assertThat(flights.begin("key", Duration.ofMillis(20))).isEqualTo(new Alone<>());
    assertThat(flights.begin("key", Duration.ZERO)).isEqualTo(new Alone<>());
    assertThat(flights.begin("key", Duration.ofSeconds(-1))).isEqualTo(new Alone<>());
  }

  @Test
  @DisplayName("A-3 a waiter that allows an hour still goes after the limit")
  void waitLimitHolds() throws Exception {
    leadElsewhere("key");

    assertThat(flights.begin("key", Duration.ofHours(1))).isEqualTo(new Alone<>());
  }

  @Test
  @DisplayName("A-3 when the leader fails each waiter leads, at most 4 at once")
  void failureSetsWaitersFree() throws Exception {
    var ticket = leadElsewhere("key");
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var led = new AtomicInteger();
    var release = new CountDownLatch(1);
    List<Future<?>> waiters = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      waiters.add(
          pool.submit(
              () -> {
                var mine = lead(flights.begin("key", LONG));
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                led.incrementAndGet();
                release.await();
                running.decrementAndGet();
                mine.abandon();
                return null;
              }));
    }
    await().until(() -> waiting() == 12);
    ticket.abandon();

    await().until(() -> running.get() == 4 && waiting() == 8);
    release.countDown();
    for (var waiter : waiters) {
      waiter.get();
    }
    assertThat(led).hasValue(12);
    assertThat(most).hasValue(4);
    assertThat(flights.size()).isZero();
  }

  @Test
  @DisplayName("A-3 one success after a failure is enough for all who still wait")
  void successAfterFailureIsShared() throws Exception {
    var ticket = leadElsewhere("key");
    List<Future<Start<String>>> waiters = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      waiters.add(pool.submit(() -> flights.begin("key", LONG)));
    }
    await().until(() -> waiting() == 10);
    ticket.abandon();
    await().until(() -> waiting() == 6);
    await().until(() -> waiters.stream().filter(Future::isDone).count() == 4);
    var leaders = waiters.stream().filter(Future::isDone).toList();
    for (var leader : leaders) {
      lead(leader.get()).complete("value");
    }

    int followed = 0;
    for (var waiter : waiters) {
      followed += waiter.get().equals(new Follow<>("value")) ? 1 : 0;
    }
    assertThat(followed).isEqualTo(6);
  }

  @Test
  @DisplayName("A-3 an interrupt ends the wait and stays set")
  void interruptIsPreserved() throws Exception {
    leadElsewhere("key");
    var interrupted = new AtomicBoolean();
    var start = new AtomicBoolean();
    var waiter =
        new Thread(
            () -> {
              start.set(flights.begin("key", LONG) instanceof Alone);
              interrupted.set(Thread.currentThread().isInterrupted());
            });
    waiter.start();
    awaitWaiting(waiter);
    waiter.interrupt();
    waiter.join();

    assertThat(start).isTrue();
    assertThat(interrupted).isTrue();
  }

  @Test
  @DisplayName("A-4 the leader that comes back for its own key goes itself at once")
  void reentryGoesAlone() {
    var ticket = lead(flights.begin("key", LONG));

    assertThat(flights.begin("key", LONG)).isEqualTo(new Alone<>());
    ticket.complete("value");
    lead(flights.begin("key", LONG)).abandon();
  }

  @Test
  @DisplayName("A-4 a waiter that leads after a failure goes itself when it comes back")
  void reentryAfterFailureGoesAlone() throws Exception {
    var ticket = leadElsewhere("key");
    var waiter =
        pool.submit(
            () -> {
              var mine = lead(flights.begin("key", LONG));
              var inner = flights.begin("key", LONG);
              mine.complete("value");
              return inner;
            });
    await().until(() -> waiting() == 1);
    ticket.abandon();

    assertThat(waiter.get()).isEqualTo(new Alone<>());
  }

  @Test
  @DisplayName("A-4 leaders that wait for each other's keys both get on")
  void crossedLeadersDoNotDeadlock() throws Exception {
    var both = new CountDownLatch(2);
    List<Future<?>> results = new ArrayList<>();
    for (var keys : List.of(List.of("a", "b"), List.of("b", "a"))) {
      results.add(
          pool.submit(
              () -> {
                var ticket = lead(flights.begin(keys.get(0), LONG));
                both.countDown();
                both.await();
                var inner = flights.begin(keys.get(1), Duration.ofMillis(50));
                ticket.complete("value");
                // The other one may have ended before this one asked for its key.
                if (inner instanceof Lead<String> led) {
                  led.ticket().abandon();
                }
                return null;
              }));
    }
    for (var result : results) {
      assertThat(result).succeedsWithin(LONG);
    }
  }

  @Test
  @DisplayName("A-3 a ticket that is never ended blocks nobody once the limit has passed")
  void lostTicketsStopCounting() throws Exception {
    leadElsewhere("key");
    ticker.advance(SingleFlight.WAIT_LIMIT);

    assertThat(flights.inFlight("key")).isFalse();
    var next = lead(flights.begin("key", LONG));
    var waiter = pool.submit(() -> flights.begin("key", LONG));
    await().until(() -> waiting() == 1);
    next.complete("value");
    assertThat(waiter.get()).isEqualTo(new Follow<>("value"));
  }

  @Test
  void aLateLeaderStillDelivers() throws Exception {
    var late = leadElsewhere("key");
    ticker.advance(SingleFlight.WAIT_LIMIT);
    var second = lead(flights.begin("key", LONG));
    late.complete("late");
    second.abandon();

    lead(flights.begin("key", LONG)).abandon();
    assertThat(flights.size()).isZero();
  }

  @Test
  @DisplayName("B-1 lost tickets of many keys are swept, and past the bound callers go alone")
  void flightsAreBounded() {
    for (int i = 0; i < 64; i++) {
      lead(flights.begin("key" + i, LONG));
    }
    assertThat(flights.begin("one more", LONG)).isEqualTo(new Alone<>());

    ticker.advance(SingleFlight.WAIT_LIMIT);
    lead(flights.begin("one more", LONG));
    assertThat(flights.size()).isEqualTo(1);
  }

  @Test
  void theFirstEndOfATicketCounts() throws ExecutionException, InterruptedException {
    var ticket = lead(flights.begin("key", LONG));
    ticket.complete("value");
    ticket.abandon();
    ticket.complete("other");

    var next = lead(flights.begin("key", LONG));
    ticket.abandon();
    assertThat(flights.inFlight("key")).isTrue();
    next.complete("value");
  }
}
