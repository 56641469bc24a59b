package dev.latchkey.runtime.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What the first requests after a start cost. Confined to one thread. */
final class ColdStart {
  private static final int REQUESTS = 200;
  private static final double RATE = 20;
  private static final int STARTS = 5;
  private static final double STEADY = 1.5;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final Runner runner;
  private final ServiceStart service;

  ColdStart(Runner runner, ServiceStart service) {
    this.runner = runner;
    this.service = service;
  }

  ScenarioResult run() throws IOException, BenchException {
    Summing summing = new Summing(ScenarioKind.COLD_START, RATE, 1);
    List<Double> ups = new ArrayList<>();
    List<Double> firsts = new ArrayList<>();
    List<Double> steadies = new ArrayList<>();
    for (int i = 0; i < STARTS && runner.watch().stopped().isEmpty(); i++) {
      long began = System.nanoTime();
      try (ServiceStart.Started started = service.start();
          OpenLoop loop = runner.open(1, Map.of())) {
        firsts.add(first(started, loop) / Repetition.NANOS_PER_MILLI);
        ups.add((System.nanoTime() - began) / Repetition.NANOS_PER_MILLI);
        Duration length = Duration.ofMillis((long) (1000 * REQUESTS / RATE));
        LoadResult load = runner.run(loop, ScenarioKind.COLD_START.id(), RATE, length, 1, true);
        summing.add(load, ServerFigures.UNKNOWN);
        steadies.add(steadyAfter(load.secondMeans()));
      }
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("startToFirstAnswerMillis", Comparing.median(ups));
    figures.put("firstRequestMillis", Comparing.median(firsts));
    figures.put("secondsToSteady", Comparing.median(steadies));
    return summing.result(figures);
  }

  /** Asks until there is an answer, and returns how long that one took. */
  private double first(ServiceStart.Started started, OpenLoop loop)
      throws IOException, BenchException {
    long began = System.nanoTime();
    while (System.nanoTime() - began < PATIENCE_NANOS && runner.watch().stopped().isEmpty()) {
      if (!started.isAlive()) {
        throw new BenchException("the process of --start ended before it answered a request");
      }
      Load one = new Load(100, Duration.ofMillis(10), 1, Duration.ofMinutes(1));
      LoadResult load = loop.run(one, LoadWatch.NONE);
      if (load.errors() == 0) {
        return load.latency(TokenKind.GOOD).getMaxValue();
      }
    }
    throw new BenchException("what --start started answered no request within five minutes");
  }

  /** Returns the second from which on all are within half again as much as the last third. */
  private static double steadyAfter(List<Double> means) {
    List<Double> last = means.subList(means.size() * 2 / 3, means.size());
    double level = Comparing.median(last) * STEADY;
    int from = means.size();
    while (from > 0 && !(means.get(from - 1) > level)) {
      from--;
    }
    return from;
  }
}
