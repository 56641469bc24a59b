package dev.latchkey.runtime.jwks;

import static dev.latchkey.runtime.jwks.Documents.keySet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.runtime.jwks.KeySetLookup.Fetch;
import dev.latchkey.runtime.operation.AgentThread;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import dev.latchkey.runtime.time.ManualTicker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KeySetRefresherTest {
  private final ManualTicker ticker = new ManualTicker();
  private final KeySetCache cache =
      new KeySetCache(
          new KeySetSettings(
              Duration.ofMinutes(5),
              Duration.ofMinutes(5),
              Duration.ofMinutes(1),
              Duration.ofMinutes(10),
              256),
          ticker);
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private final KeySetRefresher refresher = new KeySetRefresher(cache, faults::add);
  private final AtomicInteger runs = new AtomicInteger();
  private final CountDownLatch latch = new CountDownLatch(1);

  @AfterEach
  void stop() {
    latch.countDown();
    refresher.close();
  }

  private Fingerprint due(String url) {
    Fingerprint source = FingerprintBuilder.of("jwks").text(url).build();
    Fetch fetch = (Fetch) cache.lookup(source, List.of("k1"));
    cache.fetched(fetch.ticket(), keySet("k1"), List.of());
    return source;
  }

  private void refetch(KeySetTicket ticket) {
    assertThat(Thread.currentThread()).isInstanceOf(AgentThread.class);
    cache.fetched(ticket, keySet("k1"), List.of());
    runs.incrementAndGet();
  }

  private void hang(KeySetTicket ticket) throws InterruptedException {
    runs.incrementAndGet();
    latch.await();
    cache.abandoned(ticket);
  }

  private void moveOn() {
    ticker.advance(Duration.ofSeconds(250));
  }

  @Test
  @DisplayName("K-19 nothing is fetched that the application has not fetched before")
  void neverFirst() {
    Fingerprint strange = FingerprintBuilder.of("jwks").text("never fetched").build();
    refresher.remember(strange, () -> Optional.of(this::refetch));
    refresher.offer(strange, this::refetch);
    moveOn();
    refresher.tick();
    assertThat(runs).hasValue(0);
    assertThat(refresher.wants(strange)).as("nothing is held any longer").isTrue();
  }

  @Test
  @DisplayName("K-6 at most two refreshes run, one for a source, and a free thread takes the next")
  void twoThreads() {
    for (String url : List.of("a", "b", "c")) {
      refresher.remember(due(url), () -> Optional.of(this::hang));
    }
    moveOn();
    for (int i = 0; i < 20; i++) {
      refresher.tick();
      ticker.advance(Duration.ofSeconds(1));
    }
    await().until(() -> runs.get() == 2);
    latch.countDown();
    await()
        .until(
            () -> {
              refresher.tick();
              return runs.get() > 2;
            });
  }

  @Test
  @DisplayName("K-6 a refresh that hangs is not begun a second time and leaves a thread to others")
  void oneForASource() {
    refresher.remember(due("a"), () -> Optional.of(this::hang));
    Fingerprint other = due("b");
    moveOn();
    for (int i = 0; i < 10; i++) {
      refresher.tick();
      ticker.advance(Duration.ofSeconds(1));
    }
    CountDownLatch done = new CountDownLatch(1);
    refresher.remember(
        other,
        () ->
            Optional.of(
                ticket -> {
                  cache.fetched(ticket, keySet("k1"), List.of());
                  done.countDown();
                }));
    refresher.tick();
    await().until(() -> done.getCount() == 0);
    assertThat(runs).hasValue(1);
  }

  @Test
  @DisplayName("A-7 an offer that no thread was free for is held until the next tick at most")
  void offersAreDropped() {
    for (String url : List.of("a", "b")) {
      refresher.remember(due(url), () -> Optional.of(this::hang));
    }
    Fingerprint third = due("c");
    moveOn();
    refresher.offer(third, this::refetch);
    assertThat(refresher.wants(third)).isFalse();
    refresher.tick();
    refresher.tick();
    assertThat(refresher.wants(third)).isTrue();
  }

  @Test
  @DisplayName("B-1 offers and memories are bounded")
  void bounded() {
    for (int i = 0; i < 1_000; i++) {
      refresher.offer(FingerprintBuilder.of("jwks").number(i).build(), this::refetch);
    }
    assertThat(refresher.wants(FingerprintBuilder.of("jwks").text("one more").build())).isFalse();
  }

  @Test
  @DisplayName("I-3 what fails in a refresh is counted, and the next one runs")
  void faults() {
    refresher.remember(
        due("a"),
        () ->
            Optional.of(
                ticket -> {
                  throw new IllegalStateException("ours");
                }));
    moveOn();
    refresher.tick();
    await().until(() -> faults.size() == 1);
    refresher.remember(
        FingerprintBuilder.of("jwks").text("a").build(), () -> Optional.of(this::refetch));
    await()
        .until(
            () -> {
              refresher.tick();
              return runs.get() == 1;
            });
  }

  @Test
  @DisplayName("A-7 no refresh begins or goes on after the end")
  void close() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    refresher.remember(
        due("a"),
        () ->
            Optional.of(
                ticket -> {
                  begun.countDown();
                  try {
                    latch.await();
                  } catch (InterruptedException stopped) {
                    interrupted.countDown();
                  }
                }));
    moveOn();
    refresher.tick();
    begun.await();
    refresher.close();
    interrupted.await();
    refresher.tick();
    assertThat(refresher.wants(due("b"))).isFalse();
  }
}
