package dev.latchkey.runtime.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.history.Blocks.Verdict;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class BlocksTest {
  private static final int RUNS = 20_000;

  private static double[] draw(int count, ToDoubleFunction<Random> value, Random random) {
    double[] drawn = new double[count];
    for (int i = 0; i < count; i++) {
      drawn[i] = value.applyAsDouble(random);
    }
    return drawn;
  }

  /** Share of runs in which nothing changed and something was said. */
  private static double falseAlarms(
      int before, double leastFactor, ToDoubleFunction<Random> value) {
    var random = new Random(20_261_127);
    int said = 0;
    for (int run = 0; run < RUNS; run++) {
      Verdict verdict =
          Blocks.compare(draw(before, value, random), draw(2, value, random), leastFactor, 0);
      said += verdict == Verdict.SAME ? 0 : 1;
    }
    return (double) said / RUNS;
  }

  private static double pareto(Random random) {
    // An infinite variance: worse than any percentile of five minutes.
    return Math.pow(1 - random.nextDouble(), -1 / 1.5);
  }

  @Test
  void saysAsSeldomWhatIsNotAsItPromisesWhateverTheTail() {
    double both = 2 * 2.0 / (13 * 14);
    assertThat(falseAlarms(12, 1, BlocksTest::pareto)).isBetween(0.8 * both, 1.2 * both);
    assertThat(falseAlarms(12, 1, random -> Math.exp(random.nextGaussian())))
        .isBetween(0.8 * both, 1.2 * both);
    assertThat(falseAlarms(36, 1, BlocksTest::pareto)).isLessThan(2 * 0.0014 * 1.5);
  }

  @Test
  void aDifferenceThatDoesNotMatterIsNotSaidHoweverCertain() {
    assertThat(falseAlarms(12, 1.1, random -> 100 + random.nextGaussian())).isZero();
    double[] before = new double[36];
    java.util.Arrays.fill(before, 100);
    assertThat(Blocks.compare(before, new double[] {109, 109}, 1.1, 0)).isEqualTo(Verdict.SAME);
    assertThat(Blocks.compare(before, new double[] {111, 111}, 1.1, 0)).isEqualTo(Verdict.HIGHER);
    assertThat(Blocks.compare(before, new double[] {111, 111}, 1.1, 20)).isEqualTo(Verdict.SAME);
    assertThat(Blocks.compare(before, new double[] {90, 90}, 1.1, 0)).isEqualTo(Verdict.LOWER);
    assertThat(Blocks.compare(before, new double[] {500, 99}, 1.1, 0)).isEqualTo(Verdict.SAME);
  }

  @Test
  void findsAThirdMoreInTheNoiseOfPercentiles() {
    var random = new Random(3);
    int seen = 0;
    for (int run = 0; run < 1_000; run++) {
      double[] before = draw(36, each -> Math.exp(each.nextGaussian() * 0.07), random);
      double[] after = draw(2, each -> 1.35 * Math.exp(each.nextGaussian() * 0.07), random);
      seen += Blocks.compare(before, after, 1.1, 0) == Verdict.HIGHER ? 1 : 0;
    }
    assertThat(seen).isGreaterThan(850);
  }

  @Test
  void saysNothingOfTooLittle() {
    assertThat(Blocks.compare(new double[11], new double[] {1, 1}, 1.1, 0))
        .isEqualTo(Verdict.UNKNOWN);
    assertThat(Blocks.compare(new double[12], new double[] {1}, 1.1, 0)).isEqualTo(Verdict.UNKNOWN);
  }
}
