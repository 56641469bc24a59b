package dev.latchkey.runtime.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Estimates beside what a cache of everything would have answered. */
class ReuseEstimatorTest {
  private static final long TTL = 1_000;

  private final SplittableRandom random = new SplittableRandom(11);

  private long zipf(int keys, double exponent) {
    double place = Math.pow(1 - random.nextDouble(), -1 / exponent) - 1;
    return (long) Math.min(keys - 1, place * 5) * 0x9e3779b97f4a7c15L + 1;
  }

  @ParameterizedTest(name = "{0} keys, exponent {1}")
  @CsvSource({"50, 0.8", "2000, 0.8", "50000, 0.5", "200000, 0.3"})
  void saysWhatACacheWithALifeWouldHit(int keys, double exponent) {
    ReuseEstimator estimator = new ReuseEstimator(TTL, Long.MAX_VALUE / 2);
    Map<Long, Long> all = new HashMap<>();
    long hits = 0;
    int calls = 400_000;
    for (int i = 0; i < calls; i++) {
      long key = zipf(keys, exponent);
      long now = i / 50;
      estimator.saw(key, now);
      Long since = all.get(key);
      if (since != null && now - since < TTL) {
        hits++;
      } else {
        all.put(key, now);
      }
    }
    double truth = hits / (double) calls;

    assertThat(estimator.estimate().hitRatio()).isCloseTo(truth, within(0.05));
  }

  @Test
  void saysWhatASmallCacheWouldHit() {
    int room = 1_000;
    ReuseEstimator estimator = new ReuseEstimator(Long.MAX_VALUE, room);
    Map<Long, Boolean> lru =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > room;
          }
        };
    long hits = 0;
    int calls = 200_000;
    for (int i = 0; i < calls; i++) {
      long key = zipf(20_000, 0.5);
      estimator.saw(key, i);
      hits += lru.get(key) == null ? 0 : 1;
      lru.put(key, true);
    }

    assertThat(estimator.estimate().hitRatio()).isCloseTo(hits / (double) calls, within(0.05));
  }

  @Test
  void keepsAFewThousandKeysOfMillionsAndSaysHowManyThereAre() {
    ReuseEstimator estimator = new ReuseEstimator(Long.MAX_VALUE, Long.MAX_VALUE / 2);
    int keys = 1_000_000;
    for (long i = 0; i < keys; i++) {
      estimator.saw(i, i);
    }

    assertThat(estimator.estimate().samples()).isLessThan(50_000);
    assertThat(estimator.estimate().keys()).isBetween(keys * 9L / 10, keys * 11L / 10);
    assertThat(estimator.estimate().hitRatio()).isZero();
  }

  @Test
  void countsWithAWarmCacheOnceItHasSettled() {
    ReuseEstimator estimator = new ReuseEstimator(TTL, 100);
    estimator.saw(1, 0);
    estimator.settle();
    estimator.saw(1, 1);

    assertThat(estimator.estimate().hitRatio()).isEqualTo(1);
  }
}
