package dev.latchkey.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.time.ManualTicker;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalStoreTest {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final ManualTicker ticker = new ManualTicker();
  private final LocalStore<String> store = holding(100, ticker);

  private static <V> LocalStore<V> holding(int entries, ManualTicker ticker) {
    return LocalStore.weighed(entries, 100L * entries, value -> 100, value -> {}, ticker);
  }

  private static Fingerprint key(long number) {
    return FingerprintBuilder.of("key").number(number).build();
  }

  private boolean put(Fingerprint key, String value) {
    return store.put(key, value, ticker.nanos() + MINUTE, store.mark(key));
  }

  @Test
  void answersWhatWasPut() {
    assertThat(store.get(key(1))).isNull();
    assertThat(put(key(1), "one")).isTrue();
    assertThat(store.get(key(1))).isEqualTo("one");
    assertThat(store.get(key(2))).isNull();
  }

  @Nested
  class WhenTimePasses {
    @Test
    @DisplayName("B-6 an entry at its deadline is not served, although nothing sweeps")
    void readsEnforceTheDeadline() {
      put(key(1), "one");

      ticker.advance(Duration.ofMinutes(1).minusNanos(1));
      assertThat(store.get(key(1))).isEqualTo("one");
      ticker.advance(Duration.ofNanos(1));
      assertThat(store.get(key(1))).isNull();
      assertThat(store.stats().expired()).isEqualTo(1);
    }

    @Test
    @DisplayName("B-6 hits do not extend a life")
    void hitsDoNotExtend() {
      put(key(1), "one");
      for (int second = 0; second < 59; second++) {
        ticker.advance(Duration.ofSeconds(1));
        assertThat(store.get(key(1))).isEqualTo("one");
      }
      ticker.advance(Duration.ofSeconds(1));

      assertThat(store.get(key(1))).isNull();
    }

    @Test
    void theDeadlineMayLieBeyondTheOverflowOfTheClock() {
      var late = new ManualTicker(Long.MAX_VALUE - 5, 0);
      LocalStore<String> wrapping = holding(10, late);
      wrapping.put(key(1), "one", late.nanos() + MINUTE, wrapping.mark(key(1)));

      assertThat(wrapping.get(key(1))).isEqualTo("one");
      late.advance(Duration.ofMinutes(1));
      assertThat(wrapping.get(key(1))).isNull();
    }

    @Test
    void refusesWhatHasExpiredAlready() {
      assertThat(store.put(key(1), "one", ticker.nanos(), store.mark(key(1)))).isFalse();
      assertThat(store.stats().refused()).isEqualTo(1);
    }
  }

  @Nested
  class WhenSomethingIsInvalidated {
    @Test
    @DisplayName(
        "C-5 after a clear the store is empty, and a load from before it brings nothing in")
    void clearRefusesOlderLoads() {
      put(key(1), "one");
      var before = store.mark(key(2));

      assertThat(store.clear()).isEqualTo(1);
      assertThat(store.get(key(1))).isNull();
      assertThat(store.put(key(2), "two", ticker.nanos() + MINUTE, before)).isFalse();
      assertThat(store.get(key(2))).isNull();
      assertThat(put(key(2), "two")).isTrue();
    }

    @Test
    @DisplayName("U-5 a load that began before its key fell brings nothing in")
    void invalidateRefusesOlderLoads() {
      var before = store.mark(key(1));

      assertThat(store.invalidate(key(1))).isFalse();
      assertThat(store.put(key(1), "old", ticker.nanos() + MINUTE, before)).isFalse();
      assertThat(put(key(1), "new")).isTrue();
      assertThat(store.invalidate(key(1))).isTrue();
      assertThat(store.get(key(1))).isNull();
    }

    @Test
    @DisplayName("U-5 no reader ever sees a value older than an invalidation that it came after")
    void racingLoadsAndInvalidations() throws InterruptedException {
      int rounds = 20_000;
      var truth = new AtomicInteger();
      var fallen = new AtomicInteger();
      var violations = new AtomicInteger();
      LocalStore<Integer> numbers = holding(10, ticker);
      var key = key(1);
      var start = new CountDownLatch(1);
      var pool = Executors.newFixedThreadPool(4);
      for (int reader = 0; reader < 3; reader++) {
        pool.execute(
            () -> {
              awaitStart(start);
              while (truth.get() < rounds) {
                int known = fallen.get();
                var hit = numbers.get(key);
                if (hit != null && hit < known) {
                  violations.incrementAndGet();
                }
                var mark = numbers.mark(key);
                numbers.put(key, truth.get(), ticker.nanos() + MINUTE, mark);
              }
            });
      }
      // Whoever knows that all numbers below n have fallen must not get one of them.
      pool.execute(
          () -> {
            awaitStart(start);
            for (int i = 1; i <= rounds; i++) {
              truth.set(i);
              if (i % 7 == 0) {
                numbers.clear();
              } else {
                numbers.invalidate(key);
              }
              fallen.set(i);
              var hit = numbers.get(key);
              if (hit != null && hit < i) {
                violations.incrementAndGet();
              }
            }
          });
      start.countDown();
      pool.shutdown();

      assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      assertThat(violations).hasValue(0);
    }
  }

  private static void awaitStart(CountDownLatch start) {
    try {
      start.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Nested
  class WhenItIsFull {
    @Test
    @DisplayName("B-1 never holds more entries than allowed")
    void entriesAreBounded() {
      for (int i = 0; i < 10_000; i++) {
        put(key(i), "value");
      }

      var stats = store.stats();
      assertThat(stats.entries()).isPositive().isLessThanOrEqualTo(100);
      assertThat(stats.maxEntries()).isEqualTo(100);
      assertThat(stats.evicted()).isGreaterThanOrEqualTo(9_900);
      assertThat(stats.weightBytes()).isEqualTo(100 * stats.entries());
    }

    @Test
    @DisplayName("B-1 holds neither more entries nor more bytes than allowed")
    void bytesAreBounded() {
      LocalStore<String> weighed =
          LocalStore.weighed(50, 10_000, String::length, value -> {}, ticker);
      for (int i = 0; i < 1000; i++) {
        weighed.put(key(i), "x", ticker.nanos() + MINUTE, weighed.mark(key(i)));
      }
      assertThat(weighed.stats().entries()).isPositive().isLessThanOrEqualTo(50);

      for (int i = 0; i < 1000; i++) {
        weighed.put(key(i), "x".repeat(3_000), ticker.nanos() + MINUTE, weighed.mark(key(i)));
      }
      assertThat(weighed.stats().weightBytes()).isLessThanOrEqualTo(10_000);
      assertThat(
              weighed.put(
                  key(-1), "x".repeat(10_001), ticker.nanos() + MINUTE, weighed.mark(key(-1))))
          .isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20261124})
    @DisplayName(
        "B-2 a flood of entries seen once, 10 to 1, costs a hot set that fills a quarter under 10 points")
    void floodsDoNotPushOutTheHotSet(long seed) {
      System.out.println("LocalStoreTest seed " + seed);
      LocalStore<String> small = holding(1000, ticker);
      var random = new Random(seed);
      double before = hotHitRatio(small, random, 0);
      double after = hotHitRatio(small, random, 10);

      assertThat(before).isGreaterThan(0.95);
      assertThat(after).isGreaterThan(before - 0.10);
    }

    private double hotHitRatio(LocalStore<String> small, Random random, int flood) {
      int hits = 0;
      int hot = 20_000;
      for (int i = 0; i < hot; i++) {
        hits += use(small, key(random.nextInt(250))) ? 1 : 0;
        for (int cold = 0; cold < flood; cold++) {
          use(small, key(1_000_000L + random.nextInt(Integer.MAX_VALUE)));
        }
      }
      return (double) hits / hot;
    }

    private boolean use(LocalStore<String> small, Fingerprint key) {
      if (small.get(key) != null) {
        return true;
      }
      small.put(key, "value", ticker.nanos() + MINUTE, small.mark(key));
      return false;
    }
  }

  @Test
  void needsNoCacheBeforeTheFirstPut() {
    assertThat(store.invalidate(key(1))).isFalse();
    assertThat(store.clear()).isZero();
    assertThat(store.stats())
        .isEqualTo(new CacheStats(0, 100, 0, store.stats().maxBytes(), 0, 0, 0, 0, 0));
  }

  @Test
  void holdsFewerOnDemandAndAsManyAsBeforeAgain() {
    for (int i = 0; i < 100; i++) {
      put(key(i), "value");
    }
    store.limit(10);
    assertThat(store.isLimited()).isTrue();
    assertThat(store.stats().entries()).isEqualTo(10);
    assertThat(store.stats().maxEntries()).isEqualTo(10);
    store.resize(500);
    assertThat(store.stats().entries()).isEqualTo(5);
    store.resize(10_000);
    store.limit(1_000);
    assertThat(store.isLimited()).isFalse();
    for (int i = 100; i < 300; i++) {
      put(key(i), "value");
    }
    assertThat(store.stats().entries()).isEqualTo(100);
  }
}
