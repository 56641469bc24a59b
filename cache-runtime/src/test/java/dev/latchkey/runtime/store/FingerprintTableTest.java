package dev.latchkey.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.time.ManualTicker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTableTest {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final ManualTicker ticker = new ManualTicker();
  private final FingerprintTable table = new FingerprintTable(1000, ticker);

  private static Fingerprint key(long number) {
    return FingerprintBuilder.of("test").number(number).build();
  }

  private static Fingerprint words(long first, long second, long third, long fourth) {
    return new Fingerprint(
        ByteBuffer.allocate(Fingerprint.BYTES)
            .putLong(first)
            .putLong(second)
            .putLong(third)
            .putLong(fourth)
            .array());
  }

  private boolean holds(Fingerprint key) {
    return table.contains(key, ticker.nanos());
  }

  private boolean add(Fingerprint key) {
    return table.add(key, ticker.nanos() + MINUTE, ticker.nanos());
  }

  @Nested
  class Equality {
    @Test
    @DisplayName("G-3 a difference in any one of the 256 bits is another fingerprint")
    void everyBitCounts() {
      Fingerprint base = words(1, 2, 3, 4);
      add(base);

      assertThat(holds(words(1, 2, 3, 4))).isTrue();
      for (int bit = 0; bit < 256; bit++) {
        byte[] flipped = base.bytes();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        assertThat(holds(new Fingerprint(flipped))).as("bit %s", bit).isFalse();
      }
    }

    @Test
    @DisplayName("G-3 of fingerprints that fall into one place each is told from the others")
    void collisions() {
      for (int i = 0; i < 10; i++) {
        add(words(7, 7, 7, i));
      }
      for (int i = 0; i < 10; i++) {
        assertThat(holds(words(7, 7, 7, i))).isTrue();
      }
      assertThat(holds(words(7, 7, 7, 10))).isFalse();
      assertThat(table.stats().entries()).isEqualTo(10);
    }

    @Test
    void nothingIsHeldAtFirstNotEvenZero() {
      assertThat(holds(words(0, 0, 0, 0))).isFalse();
      add(words(0, 0, 0, 1));

      assertThat(holds(words(0, 0, 0, 0))).isFalse();
      assertThat(holds(words(0, 0, 0, 1))).isTrue();
    }
  }

  @Nested
  class Life {
    @Test
    @DisplayName("B-6 a fingerprint is held up to its end, and uses do not move the end")
    void ends() {
      add(key(1));
      for (int second = 0; second < 60; second++) {
        assertThat(holds(key(1))).isTrue();
        ticker.advance(Duration.ofSeconds(1));
      }

      assertThat(holds(key(1))).isFalse();
      assertThat(table.stats().entries()).isZero();
    }

    @Test
    void isRenewedByAnotherAddition() {
      add(key(1));
      ticker.advance(Duration.ofSeconds(59));
      add(key(1));
      ticker.advance(Duration.ofSeconds(59));

      assertThat(holds(key(1))).isTrue();
      assertThat(table.stats().entries()).isEqualTo(1);
    }

    @Test
    void anEndThatIsOverIsTurnedAway() {
      ticker.advance(Duration.ofDays(400));

      assertThat(table.add(key(1), ticker.nanos(), ticker.nanos())).isFalse();
      assertThat(table.add(key(1), ticker.nanos() - MINUTE, ticker.nanos())).isFalse();
      assertThat(table.add(key(1), Long.MIN_VALUE, ticker.nanos())).isFalse();
      assertThat(holds(key(1))).isFalse();
      assertThat(table.stats().refused()).isEqualTo(3);
    }

    @Test
    @DisplayName("C-5 nothing is held after a clear, and one alone can be forgotten")
    void forgets() {
      add(key(1));
      add(key(2));

      assertThat(table.remove(key(1))).isTrue();
      assertThat(table.remove(key(1))).isFalse();
      assertThat(holds(key(1))).isFalse();
      assertThat(holds(key(2))).isTrue();
      assertThat(table.clear()).isEqualTo(1);
      assertThat(holds(key(2))).isFalse();
      assertThat(table.clear()).isZero();
    }
  }

  @Nested
  class Size {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15, 17, 100, 1000})
    @DisplayName("B-1 no more are held than may be, whatever comes")
    void isBounded(int most) {
      FingerprintTable small = new FingerprintTable(most, ticker);
      for (int i = 0; i < 20 * most; i++) {
        small.add(key(i), ticker.nanos() + MINUTE, ticker.nanos());
      }

      assertThat(small.stats().entries()).isPositive().isLessThanOrEqualTo(most);
    }

    @Test
    void nearlyAllThatMayBeHeldIsHeldAtOnce() {
      for (int i = 0; i < 1000; i++) {
        add(key(i));
      }

      assertThat(table.stats().entries()).isBetween(950L, 1000L);
    }

    @Test
    void placesOfWhatIsOverAreUsedAgain() {
      for (int i = 0; i < 5000; i++) {
        add(key(i));
      }
      ticker.advance(Duration.ofMinutes(2));
      for (int i = 10_000; i < 10_800; i++) {
        add(key(i));
      }

      assertThat(table.stats().entries()).isGreaterThan(700);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20261127})
    @DisplayName("B-2 a flood of signatures seen once, 10 to 1, costs the hot set under 10 points")
    void floodsDoNotPushOutTheHotSet(long seed) {
      Random random = new Random(seed);
      double before = hotHitRatio(random, 0);
      double after = hotHitRatio(random, 10);

      assertThat(before).as("seed %s", seed).isGreaterThan(0.95);
      assertThat(after).as("seed %s", seed).isGreaterThan(before - 0.10);
    }

    private double hotHitRatio(Random random, int flood) {
      int hits = 0;
      int hot = 20_000;
      for (int i = 0; i < hot; i++) {
        hits += use(key(random.nextInt(500))) ? 1 : 0;
        for (int cold = 0; cold < flood; cold++) {
          use(key(1_000_000L + random.nextInt(Integer.MAX_VALUE)));
        }
      }
      return (double) hits / hot;
    }

    @Test
    @DisplayName("B-2 a new hot set takes the place of one that is not asked for any more")
    void theHotSetMayChange() {
      for (int i = 0; i < 20_000; i++) {
        use(key(i % 900));
      }
      int hits = 0;
      for (int i = 0; i < 300_000; i++) {
        hits += use(key(100_000 + i % 900)) ? 1 : 0;
      }

      assertThat(hits).isGreaterThan(150_000);
    }

    private boolean use(Fingerprint key) {
      if (holds(key)) {
        return true;
      }
      add(key);
      return false;
    }
  }

  /** Words of two fingerprints that were held, put together, must never be taken for one. */
  @Test
  @DisplayName("I-1 S-2 while threads change a place, no mixture of fingerprints is ever held")
  void mixtures() throws Exception {
    FingerprintTable one = new FingerprintTable(2, ticker);
    List<Callable<Boolean>> work = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      long seed = thread;
      work.add(() -> change(one, new Random(seed)));
      work.add(() -> seesMixture(one, new Random(seed)));
    }
    ExecutorService threads = Executors.newFixedThreadPool(work.size());
    try {
      for (Future<Boolean> mixed : threads.invokeAll(work)) {
        assertThat(mixed.get()).isFalse();
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(one.stats().stored()).isPositive();
  }

  private boolean change(FingerprintTable one, Random random) {
    for (int i = 0; i < 300_000; i++) {
      long word = 1 + random.nextInt(4);
      if (random.nextInt(16) == 0) {
        one.remove(words(1, word, word, word));
      } else {
        one.add(words(1, word, word, word), ticker.nanos() + MINUTE, ticker.nanos());
      }
    }
    return false;
  }

  private boolean seesMixture(FingerprintTable one, Random random) {
    for (int i = 0; i < 600_000; i++) {
      long word = 1 + random.nextInt(4);
      long other = 1 + (word + random.nextInt(3)) % 4;
      if (one.contains(words(1, word, word, other), ticker.nanos())
          || one.contains(words(1, word, other, other), ticker.nanos())) {
        return true;
      }
    }
    return false;
  }
}
