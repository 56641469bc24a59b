package dev.latchkey.runtime.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Takes the repetitions of one scenario together. Confined to one thread. */
final class Summing {
  private static final double[] QUANTILES = {
    0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.99, 0.995, 0.999, 0.9995, 0.9999, 1
  };
  private static final double MOST_ERRORS = 0.01;
  private static final double RATE_TOLERANCE = 0.01;
  private static final double MOST_LAG_MILLIS = 1;
  private static final double MOST_LAG_SHARE = 0.05;

  private final ScenarioKind kind;
  private final double rate;
  private final int connections;
  private final List<Repetition> repetitions = new ArrayList<>();
  private final Histogram all = LoadResult.newHistogram();
  private final Map<TokenKind, Histogram> bad = new TreeMap<>();
  private final Map<String, Map<String, Long>> answers = new TreeMap<>();
  private long accepted;
  private @Nullable String stopped;

  Summing(ScenarioKind kind, double rate, int connections) {
    this.kind = kind;
    this.rate = rate;
    this.connections = connections;
  }

  void add(LoadResult load, ServerFigures used) {
    repetitions.add(Repetition.of(load, used));
    all.add(load.latency(TokenKind.GOOD));
    for (TokenKind each : TokenKind.values()) {
      Map<String, Long> counts = load.answers(each);
      if (!counts.isEmpty()) {
        Map<String, Long> sums = answers.computeIfAbsent(each.id(), none -> new TreeMap<>());
        counts.forEach((answer, count) -> sums.merge(answer, count, Long::sum));
      }
      if (each != TokenKind.GOOD && !counts.isEmpty()) {
        bad.computeIfAbsent(each, none -> LoadResult.newHistogram()).add(load.latency(each));
      }
    }
    accepted += load.wronglyAccepted();
    stopped = stopped == null ? load.stopped() : stopped;
  }

  ScenarioResult result(Map<String, Double> further) {
    Map<String, Double> figures = new TreeMap<>(further);
    bad.forEach(
        (each, latency) -> figures.put(each.id() + "P95Millis", Repetition.millis(latency, 95)));
    List<String> failures = failures();
    List<String> notes = new ArrayList<>(failures);
    if (stopped != null) {
      notes.add("stopped: " + stopped);
    }
    notes.addAll(doubts());
    String state =
        stopped != null
            ? ScenarioResult.PARTIAL
            : failures.isEmpty() ? ScenarioResult.COMPLETE : ScenarioResult.FAILED;
    return new ScenarioResult(
        kind.id(), state, notes, rate, connections, repetitions, curve(), answers, figures);
  }

  private List<String> failures() {
    List<String> found = new ArrayList<>();
    long count = repetitions.stream().mapToLong(Repetition::count).sum();
    long errors = repetitions.stream().mapToLong(Repetition::errors).sum();
    if (accepted > 0) {
      found.add(accepted + " requests with bad tokens were accepted");
    }
    if (errors > MOST_ERRORS * count) {
      found.add(
          Words.number(100.0 * errors / count)
              + " % of the requests with good tokens failed: "
              + answers.get(TokenKind.GOOD.id()));
    }
    return found;
  }

  /** A rate that was not held is told, not hidden. */
  private List<String> doubts() {
    List<String> found = new ArrayList<>();
    for (Repetition each : repetitions) {
      if (Math.abs(each.ratePerSecond() / rate - 1) > RATE_TOLERANCE && found.isEmpty()) {
        found.add(
            "requests went out at "
                + Words.number(each.ratePerSecond())
                + "/s, not at "
                + Words.number(rate)
                + "/s: all connections were waiting, or this machine is too busy");
      }
    }
    repetitions.stream()
        .filter(each -> each.lagP99Millis() > MOST_LAG_MILLIS)
        .filter(each -> each.lagP99Millis() > MOST_LAG_SHARE * each.p99Millis())
        .findFirst()
        .ifPresent(
            each ->
                found.add(
                    "this machine sent late by itself (p99 "
                        + Words.millis(each.lagP99Millis())
                        + "), which the latencies contain"));
    return found;
  }

  private List<Point> curve() {
    List<Point> points = new ArrayList<>();
    if (all.getTotalCount() > 0) {
      for (double each : QUANTILES) {
        points.add(new Point(each, Repetition.millis(all, each * 100)));
      }
    }
    return points;
  }
}
