package dev.latchkey.runtime.guard;

import dev.latchkey.runtime.guard.Judge.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Makes one assessment out of what the tests hold. Confined to its judge. */
final class Assessing {
  private static final double SLOT_SECONDS = 15;

  private final Limits limits;
  private final @Nullable Thresholds thresholds;

  Assessing(Limits limits, @Nullable Thresholds thresholds) {
    this.limits = limits;
    this.thresholds = thresholds;
  }

  /** Returns all but how long a verdict will take, which costs more than the rest. */
  Assessment look(Seen seen) {
    List<TestResult> tests = new ArrayList<>();
    tests.add(seen.all().mean().pairs() == 0 ? plainMean(seen) : mean(seen.all(), limits.harm()));
    tests.add(quantile("p50", seen.all(), limits.harm()));
    tests.add(quantile("p95", seen.all(), limits.harm()));
    int compared = tests.size();
    cpu(seen.cpu()).ifPresent(tests::add);
    tests.add(seen.events().errors());
    tests.add(seen.events().slow());
    tests.add(seen.events().split());
    Optional<TestResult> decisive = first(tests, Verdict.HARMFUL);
    if (decisive.isEmpty()) {
      decisive = harmfulWindow(seen.windows());
    }
    if (decisive.isEmpty()) {
      decisive = first(tests, Verdict.SPLIT_MISMATCH);
    }
    Verdict verdict =
        decisive.map(TestResult::verdict).orElseGet(() -> together(tests.subList(0, compared)));
    return new Assessment(
        verdict,
        tests,
        seen.treatedSamples(),
        seen.controlSamples(),
        seen.slots(),
        seen.all().mean().pairs(),
        decisive,
        OptionalLong.empty());
  }

  Assessment assess(Seen seen) {
    Assessment now = look(seen);
    boolean open = now.verdict() == Verdict.UNDECIDED || now.verdict() == Verdict.NOT_ENOUGH_DATA;
    return open ? now.within(secondsToVerdict(seen)) : now;
  }

  private Optional<TestResult> harmfulWindow(List<SlotTests> windows) {
    for (SlotTests window : windows) {
      Optional<TestResult> harm =
          first(
              List.of(
                  mean(window, limits.harmInWindow()),
                  quantile("p50", window, limits.harmInWindow()),
                  quantile("p95", window, limits.harmInWindow())),
              Verdict.HARMFUL);
      if (harm.isPresent()) {
        return harm;
      }
    }
    return Optional.empty();
  }

  private static Optional<TestResult> first(List<TestResult> tests, Verdict verdict) {
    return tests.stream().filter(test -> test.verdict() == verdict).findFirst();
  }

  /** A rollout is as safe as the least safe of its figures. */
  private static Verdict together(List<TestResult> tests) {
    Verdict least = Verdict.SAFE;
    for (TestResult test : tests) {
      if (test.verdict().compareTo(least) < 0) {
        least = test.verdict();
      }
    }
    return least;
  }

  private TestResult mean(SlotTests tests, double alpha) {
    return pairs("mean", tests.mean(), tests.controlMeanNanos(), alpha);
  }

  /** What both sides took, shown to whoever looks before there is a pair to judge by. */
  private TestResult plainMean(Seen seen) {
    double control = seen.controlMeanNanos();
    return new TestResult(
        "mean",
        seen.treatedMeanNanos(),
        control,
        seen.treatedMeanNanos() / control,
        Bounds.UNKNOWN.low(),
        Bounds.UNKNOWN.high(),
        limits.margin(control),
        Verdict.NOT_ENOUGH_DATA);
  }

  private Optional<TestResult> cpu(CpuTest cpu) {
    return cpu.pairs().pairs() == 0
        ? Optional.empty()
        : Optional.of(pairs("cpu", cpu.pairs(), cpu.controlMeanNanos(), limits.harm()));
  }

  private TestResult pairs(String name, PairTest test, double controlNanos, double alpha) {
    double margin = limits.margin(controlNanos);
    double critical = CriticalValue.at(test.pairs(), alpha);
    Bounds bounds = test.bounds(critical);
    boolean harm = test.t(1) > critical && test.ratio() > margin;
    boolean safe = test.t(margin) < -CriticalValue.at(test.pairs(), Limits.SAFE);
    return new TestResult(
        name,
        controlNanos * test.ratio(),
        controlNanos,
        test.ratio(),
        bounds.low(),
        bounds.high(),
        margin,
        verdict(test, harm, safe));
  }

  private TestResult quantile(String name, SlotTests tests, double alpha) {
    QuantileTest test = name.equals("p50") ? tests.p50() : tests.p95();
    double controlNanos = thresholds == null ? Double.NaN : nanos(name, thresholds);
    double margin = limits.margin(controlNanos);
    long pairs = test.equal().pairs();
    double critical = CriticalValue.at(pairs, alpha);
    double ratio = test.ratio();
    Bounds bounds = test.bounds(critical);
    boolean harm = test.equal().t(1) > critical && ratio >= margin;
    boolean safe = pairs > 0 && test.atLeast(margin).t(1) < -CriticalValue.at(pairs, Limits.SAFE);
    return new TestResult(
        name,
        controlNanos * ratio,
        controlNanos,
        ratio,
        bounds.low(),
        bounds.high(),
        margin,
        verdict(test.equal(), harm, safe));
  }

  private static double nanos(String name, Thresholds known) {
    return LogBuckets.nanos((name.equals("p50") ? known.p50() : known.p95()).bucket());
  }

  private static Verdict verdict(PairTest test, boolean harm, boolean safe) {
    if (harm) {
      return Verdict.HARMFUL;
    }
    if (safe) {
      return Verdict.SAFE;
    }
    return Double.isInfinite(CriticalValue.at(test.pairs(), Limits.SAFE))
        ? Verdict.NOT_ENOUGH_DATA
        : Verdict.UNDECIDED;
  }

  /** The slowest of the three figures says how long it takes. */
  private OptionalLong secondsToVerdict(Seen seen) {
    SlotTests all = seen.all();
    double margin = limits.margin(all.controlMeanNanos());
    long seconds = 0;
    for (OptionalLong each :
        List.of(
            seconds(
                seen, all.mean(), Forecast.pairs(all.mean(), margin, all.mean(), limits.harm())),
            seconds(seen, all.p50(), "p50"),
            seconds(seen, all.p95(), "p95"))) {
      if (each.isEmpty()) {
        return OptionalLong.empty();
      }
      seconds = Math.max(seconds, each.getAsLong());
    }
    return OptionalLong.of(seconds);
  }

  private OptionalLong seconds(Seen seen, QuantileTest test, String name) {
    double margin = limits.margin(thresholds == null ? Double.NaN : nanos(name, thresholds));
    return seconds(
        seen, test.equal(), Forecast.pairs(test.atLeast(margin), 1, test.equal(), limits.harm()));
  }

  private static OptionalLong seconds(Seen seen, PairTest test, OptionalLong pairs) {
    if (pairs.isEmpty()) {
      return pairs;
    }
    long missing = Math.max(0, pairs.getAsLong() - test.pairs());
    double perPair = secondsPerPair(seen, test.pairs());
    return Double.isInfinite(perPair) || Double.isNaN(perPair)
        ? OptionalLong.empty()
        : OptionalLong.of((long) Math.ceil(missing * perPair));
  }

  /** Before the first pair, the rarer side's samples tell when a pair will be full. */
  private static double secondsPerPair(Seen seen, long pairs) {
    double elapsed = seen.slots() * SLOT_SECONDS;
    if (pairs > 0) {
      return elapsed / pairs;
    }
    double full =
        (double) Math.min(seen.treatedSamples(), seen.controlSamples()) / Judge.FEWEST_SAMPLES;
    return full == 0 ? Double.POSITIVE_INFINITY : Math.max(SLOT_SECONDS, elapsed / full);
  }
}
