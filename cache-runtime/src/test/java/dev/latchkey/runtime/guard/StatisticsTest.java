package dev.latchkey.runtime.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatisticsTest {
  @ParameterizedTest
  @CsvSource({"15, 7.05", "20, 5.58", "30, 4.82", "60, 4.36", "200, 4.21", "2000, 4.37"})
  void aVerdictNeedsThisMuch(long pairs, double critical) {
    assertThat(CriticalValue.at(pairs, 0.01 / 12)).isCloseTo(critical, within(0.01));
  }

  @Test
  void elevenPairsAreNeededForAny() {
    assertThat(CriticalValue.fewestPairs(Limits.HARM)).isEqualTo(11);
    assertThat(CriticalValue.at(1, Limits.SAFE)).isInfinite();
  }

  @Test
  void lookingForEverErrsNoOftenerThanItSays() {
    Random random = new Random(1);
    int wrong = 0;
    for (int run = 0; run < 2_000; run++) {
      PairTest test = new PairTest();
      boolean fired = false;
      for (int pair = 0; pair < 500; pair++) {
        test.add(100 + random.nextGaussian(), 100 + random.nextGaussian());
        fired |= test.t(1) > CriticalValue.at(test.pairs(), 0.05);
      }
      wrong += fired ? 1 : 0;
    }

    assertThat(wrong / 2_000.0).isLessThan(0.05);
  }

  @Test
  void theIntervalHoldsTheRatioAndShrinks() {
    Random random = new Random(2);
    PairTest test = new PairTest();
    double before = Double.POSITIVE_INFINITY;
    for (int pair = 1; pair <= 400; pair++) {
      test.add(120 + 10 * random.nextGaussian(), 100 + 10 * random.nextGaussian());
      Bounds bounds = test.bounds(CriticalValue.at(test.pairs(), Limits.HARM));
      assertThat(bounds.low()).isLessThan(1.2);
      assertThat(bounds.high()).isGreaterThan(1.2);
      if (pair == 50) {
        before = bounds.high() - bounds.low();
      }
    }

    Bounds bounds = test.bounds(CriticalValue.at(test.pairs(), Limits.HARM));
    assertThat(bounds.high() - bounds.low()).isLessThan(before);
    assertThat(test.t(bounds.low())).isCloseTo(CriticalValue.at(400, Limits.HARM), within(1e-6));
  }

  @Test
  void bucketsAreTwoPercentWide() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 10_000; i++) {
      long nanos = (long) Math.exp(Math.log(200) + random.nextDouble() * Math.log(1e8));
      assertThat(LogBuckets.nanos(LogBuckets.of(nanos)) / nanos).isBetween(0.985, 1.015);
    }
    assertThat(LogBuckets.of(-1)).isZero();
    assertThat(LogBuckets.of(Long.MAX_VALUE)).isEqualTo(LogBuckets.COUNT - 1);
    assertThat(LogBuckets.factor(5)).isCloseTo(1.10, within(1e-12));
  }

  @Test
  void theRatioOfQuantilesIsFoundEvenWhereAllCallsTakeTheSameTime() {
    QuantileTest test = new QuantileTest(0.5);
    ControlWindow earlier = new ControlWindow();
    for (int i = 0; i < 100; i++) {
      SlotSample slot = new SlotSample();
      slot.treated().add(LogBuckets.of(1_300_000), 100);
      slot.control().add(LogBuckets.of(1_000_000), 100);
      if (i > 0) {
        test.add(slot, earlier.quantile(0.5));
      }
      earlier.add(slot.control());
    }

    assertThat(test.ratio()).isCloseTo(1.3, within(0.05));
    Bounds bounds = test.bounds(CriticalValue.at(99, Limits.HARM));
    assertThat(bounds.low()).isBetween(1.2, 1.3);
    assertThat(bounds.high()).isBetween(1.3, 1.45);
  }

  @Test
  void fiveErrorsOfTheTreatedTenthAreEnoughAndThreeAreNot() {
    MixtureTest test = MixtureTest.rareEvents();
    test.add(3, 0, 0.1);
    assertThat(test.passes(Limits.HARM)).isFalse();
    test.add(2, 0, 0.1);
    assertThat(test.passes(Limits.HARM)).isTrue();
  }

  @Test
  void whatIsEnoughForOneInstanceIsNotForOneOfTen() {
    EventTests alone = new EventTests(new Limits(0.1), 0.1);
    EventTests ofTen = new EventTests(new Limits(0.1, () -> 10), 0.1);
    EventCounts five = new EventCounts(100, 900, 5, 0, 0, 0);
    alone.add(five, true);
    ofTen.add(five, true);
    assertThat(alone.errors().verdict()).isEqualTo(Verdict.HARMFUL);
    assertThat(ofTen.errors().verdict()).isEqualTo(Verdict.UNDECIDED);

    ofTen.add(new EventCounts(10, 90, 1, 0, 0, 0), true);
    assertThat(ofTen.errors().verdict()).isEqualTo(Verdict.HARMFUL);
  }

  @Test
  void eventsThatFallAsSubjectsAreSplitProveNothing() {
    SplittableRandom random = new SplittableRandom(4);
    int wrong = 0;
    for (int run = 0; run < 2_000; run++) {
      MixtureTest test = MixtureTest.rareEvents();
      boolean fired = false;
      for (int event = 0; event < 500; event++) {
        boolean treated = random.nextDouble() < 0.1;
        test.add(treated ? 1 : 0, treated ? 0 : 1, 0.1);
        fired |= test.passes(0.05);
      }
      wrong += fired ? 1 : 0;
    }

    assertThat(wrong / 2_000.0).isLessThan(0.05);
  }

  @Test
  void aSplitOtherThanAskedForIsFound() {
    EventTests events = new EventTests(new Limits(0.1), 0.5);
    events.add(new EventCounts(2_000, 2_000, 0, 0, 0, 0), true);
    assertThat(events.split().verdict()).isEqualTo(Verdict.SAFE);

    events.add(new EventCounts(2_000, 2_600, 0, 0, 0, 0), true);
    assertThat(events.split().verdict()).isEqualTo(Verdict.SPLIT_MISMATCH);
  }

  @Test
  void showsBothSidesFromTheFirstSlotThatCounts() {
    Judge judge = new Judge(new Limits(0.10), 0.1, new ControlWindow());
    SlotSample slot = new SlotSample();
    slot.treated().add(LogBuckets.of(10_000_000), 15);
    slot.control().add(LogBuckets.of(100_000_000), 135);
    judge.add(slot);
    judge.add(slot);
    assertThat(judge.look().tests().get(0).treated()).isNaN();

    judge.add(slot);

    TestResult mean = judge.look().tests().get(0);
    assertThat(mean.test()).isEqualTo("mean");
    assertThat(mean.treated()).isCloseTo(10e6, withinPercentage(5));
    assertThat(mean.control()).isCloseTo(100e6, withinPercentage(5));
    assertThat(mean.ratio()).isCloseTo(0.1, withinPercentage(5));
    assertThat(mean.high()).isInfinite();
    assertThat(mean.verdict()).isEqualTo(Verdict.NOT_ENOUGH_DATA);
  }

  @Test
  void tellsHowLongAVerdictWillTake() {
    Judge judge = new Judge(new Limits(0.10), 0.5, new ControlWindow());
    assertThat(judge.assess().secondsToVerdict()).isEmpty();
    for (int i = 0; i < 6; i++) {
      SlotSample slot = new SlotSample();
      slot.treated().add(500, 10);
      slot.control().add(500, 10);
      judge.add(slot);
    }

    Assessment assessment = judge.assess();

    assertThat(assessment.verdict()).isEqualTo(Verdict.NOT_ENOUGH_DATA);
    // 50 samples take 75 s, and eleven times as many are the fewest that can decide.
    assertThat(assessment.secondsToVerdict().orElseThrow()).isEqualTo(11 * 75L);
  }
}
