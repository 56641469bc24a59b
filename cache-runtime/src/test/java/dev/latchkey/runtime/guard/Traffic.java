package dev.latchkey.runtime.guard;

import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseSetting;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.time.ManualTicker;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The traffic of a scenario, slot by slot: load and latency that change with the time of day and
 * drift besides, bursts, pauses and a noisy neighbour that hit both sides, subjects of unequal
 * weight and speed, drawn by the real assignment. Confined to one run.
 */
final class Traffic {
  private static final int SLOT_SECONDS = 15;
  private static final double DAY_SLOTS = 5_760;
  private static final int BURST_EVERY = 400;
  private static final int TABLE = 1 << 16;
  private static final double BASE_ERRORS = 0.001;

  private final Scenario scenario;
  private final SplittableRandom random;
  private final ManualTicker ticker = new ManualTicker();
  private final PhaseSwitches switches;
  private final double[] noise = new double[TABLE];
  private final int[] subjectOf = new int[TABLE];
  private final double[] cost;
  private final long[] identity;
  private final byte[] samples;
  private final byte[] marks;
  private final SlotSample slot = new SlotSample();
  private double drift;
  private long number;

  Traffic(Scenario scenario, long seed) {
    this.scenario = scenario;
    random = new SplittableRandom(seed);
    switches =
        new PhaseSwitches(
            Map.of(Phase.JWT, new PhaseSetting(true, scenario.percent())),
            Set.of(Phase.JWT),
            ticker,
            new EventLog(1, ticker));
    ticker.advance(Duration.ofSeconds(SLOT_SECONDS * (1 + (long) random.nextInt(1_000_000))));
    int subjects = scenario.subjects() + 1; // the last is the hot one
    cost = new double[subjects];
    identity = new long[subjects];
    samples = new byte[subjects];
    marks = new byte[subjects];
    fillSubjects(new Random(random.nextLong()));
    fillNoise(new Random(random.nextLong()));
  }

  private void fillSubjects(Random gauss) {
    double[] weights = new double[scenario.subjects()];
    double all = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.pow(i + 1, -scenario.zipf());
      all += weights[i];
    }
    double reached = 0;
    int subject = 0;
    for (int i = 0; i < TABLE; i++) {
      while (subject < weights.length - 1
          && (i + 0.5) / TABLE > (reached + weights[subject]) / all) {
        reached += weights[subject++];
      }
      subjectOf[i] = subject;
    }
    for (int i = 0; i < cost.length; i++) {
      cost[i] = buckets(Math.exp(gauss.nextGaussian() * scenario.costSd()));
      identity[i] = random.nextLong();
    }
  }

  private void fillNoise(Random gauss) {
    for (int i = 0; i < TABLE; i++) {
      double factor =
          switch (scenario.noise()) {
            case LOGNORMAL -> Math.exp(0.8 * gauss.nextGaussian());
            case PARETO -> 0.3 * Math.pow(1 - gauss.nextDouble(), -1 / 1.5);
            case BIMODAL ->
                (gauss.nextInt(10) == 0 ? 20 : 0.2) * Math.exp(0.2 * gauss.nextGaussian());
            case CONSTANT -> 1;
          };
      noise[i] = buckets(factor);
    }
    Arrays.sort(noise); // so that the place in the table is the quantile
  }

  private static double buckets(double factor) {
    return LogBuckets.distance(factor);
  }

  /** Lets the next slot happen and has it judged. */
  void slot(Judge judge) {
    number++;
    ticker.advance(Duration.ofSeconds(SLOT_SECONDS));
    Arrays.fill(samples, (byte) 0);
    Arrays.fill(marks, (byte) 0);
    slot.clear();
    double day = 2 * Math.PI * number / DAY_SLOTS;
    drift = 0.99 * drift + 0.05 * gaussian();
    double level =
        LogBuckets.distance(scenario.millis() * 1e6 / 100)
            + buckets(Math.exp(drift + 0.2 * Math.sin(day)) * (hasNoisyNeighbour() ? 3 : 1));
    double load = (1 + 0.6 * Math.sin(day)) * (number % BURST_EVERY == 0 ? 10 : 1);
    long operations = poisson(scenario.perSecond() * SLOT_SECONDS * load);
    double pauseNanos = number % 2 == 0 ? random.nextDouble() * 150e6 : 0;
    Counting counting = new Counting(judge);
    for (long i = 0; i < operations; i++) {
      operation(level, pauseNanos, counting);
    }
    judge.add(counting.counts());
    judge.add(slot);
  }

  /** One hour in six another process takes two thirds of the machine. */
  private boolean hasNoisyNeighbour() {
    return number / Simulation.HOUR % 6 == 5;
  }

  private void operation(double level, double pauseNanos, Counting counting) {
    int subject =
        scenario.hotShare() > 0 && random.nextDouble() < scenario.hotShare()
            ? scenario.subjects()
            : subjectOf[random.nextInt(TABLE)];
    boolean treated = switches.treats(Phase.JWT, identity[subject]);
    boolean first = samples[subject] == 0;
    if (first) {
      counting.subject(treated);
    }
    boolean harmed = treated && isHarmed(subject);
    if (random.nextDouble() < (harmed ? scenario.harm().errorRate() : BASE_ERRORS)
        && (marks[subject] & 1) == 0) {
      marks[subject] |= 1;
      counting.error(treated);
    }
    if (samples[subject] == 8) {
      return;
    }
    samples[subject]++;
    int place = random.nextInt(TABLE);
    double at = level + cost[subject] + noise[place];
    if (harmed && place >= scenario.harm().fromQuantile() * TABLE) {
      at += buckets(scenario.harm().ratio());
    }
    int bucket = (int) Math.max(0, Math.min(LogBuckets.COUNT - 1, at));
    if (pauseNanos > 0 && random.nextDouble() < pauseNanos / 15e9) {
      bucket = LogBuckets.of((long) (LogBuckets.nanos(bucket) + random.nextDouble() * pauseNanos));
    }
    slot.side(treated).add(bucket, 1);
    if ((marks[subject] & 2) == 0 && counting.isSlow(treated, bucket)) {
      marks[subject] |= 2;
      counting.slow(treated);
    }
  }

  private boolean isHarmed(int subject) {
    Scenario.Harm harm = scenario.harm();
    return number >= harm.fromSlot()
        && number < harm.toSlot()
        && (harm.subjectShare() >= 1
            || Long.remainderUnsigned(identity[subject], 1_000) < harm.subjectShare() * 1_000);
  }

  private long poisson(double mean) {
    if (mean > 50) {
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * gaussian()));
    }
    double limit = Math.exp(-mean);
    double product = random.nextDouble();
    long count = 0;
    while (product > limit) {
      count++;
      product *= random.nextDouble();
    }
    return count;
  }

  private double gaussian() {
    return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
        * Math.cos(2 * Math.PI * random.nextDouble());
  }

  /** The events of one slot. */
  private static final class Counting {
    private final int slowTreated;
    private final int slowControl;
    private final long[] subjects = new long[2];
    private final long[] errors = new long[2];
    private final long[] slow = new long[2];

    Counting(Judge judge) {
      slowTreated = bucket(judge.treatedSlowNanos());
      slowControl = bucket(judge.controlSlowNanos());
    }

    private static int bucket(double nanos) {
      return Double.isInfinite(nanos) ? LogBuckets.COUNT : LogBuckets.of((long) nanos);
    }

    void subject(boolean treated) {
      subjects[treated ? 1 : 0]++;
    }

    void error(boolean treated) {
      errors[treated ? 1 : 0]++;
    }

    boolean isSlow(boolean treated, int bucket) {
      return bucket > (treated ? slowTreated : slowControl);
    }

    void slow(boolean treated) {
      slow[treated ? 1 : 0]++;
    }

    EventCounts counts() {
      return new EventCounts(subjects[1], subjects[0], errors[1], errors[0], slow[1], slow[0]);
    }
  }
}
