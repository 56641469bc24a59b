package dev.latchkey.runtime.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PettittTest {
  private static double[] heavyTailed(Random random, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = Math.tan(Math.PI * (random.nextDouble() - 0.5));
    }
    return values;
  }

  @Test
  void findsNothingInHeavyTailsWithoutAChange() {
    var random = new Random(1979);
    int found = 0;
    for (int i = 0; i < 20_000; i++) {
      found += Pettitt.of(heavyTailed(random, 48)).isPresent() ? 1 : 0;
    }
    // Expected are two at most; as many as eight of them come once in a thousand such tests.
    assertThat(found).isLessThan(8);
  }

  @Test
  void findsTheFirstBlockOfAnotherLevelAmongOutliers() {
    var random = new Random(1979);
    int found = 0;
    for (int i = 0; i < 200; i++) {
      double[] values = heavyTailed(random, 48);
      for (int j = 30; j < 48; j++) {
        values[j] += 40;
      }
      var step = Pettitt.of(values);
      if (step.isPresent()) {
        found++;
        assertThat(step.get().index()).isBetween(24, 36);
        assertThat(step.get().after() - step.get().before()).isBetween(30.0, 50.0);
      }
    }
    assertThat(found).isGreaterThan(130);
  }

  @Test
  void takesANoisySlopeForNoStep() {
    var random = new Random(1979);
    int found = 0;
    for (int i = 0; i < 5_000; i++) {
      double[] values = new double[48];
      for (int j = 0; j < values.length; j++) {
        values[j] = (2 + j / 48.0) * (1 + 0.07 * random.nextGaussian());
      }
      found += Pettitt.of(values).isPresent() ? 1 : 0;
    }
    assertThat(found).isLessThan(5);
  }

  @Test
  void takesASlopeForNoStep() {
    double[] slope = new double[48];
    for (int i = 0; i < slope.length; i++) {
      slope[i] = i;
    }
    assertThat(Pettitt.of(slope)).isEmpty();
    assertThat(Pettitt.of(new double[0])).isEmpty();
    assertThat(Pettitt.of(new double[48])).isEmpty();
  }
}
