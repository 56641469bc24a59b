package dev.latchkey.runtime.metrics;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How long the calls of single targets and the operations of single sides of rollouts took in a
 * closed time, by the names that users ask for: {@code target.check-token}, {@code
 * cohort.jwt.treated}. Durations are kept to 6 %, and of the targets only those that took the most
 * time: what a month of them takes is what bounds the file. Immutable.
 */
public final class SpanParts {
  /** What is told of each part; milliseconds, and a rate a second. */
  public static final List<String> FIGURES =
      List.of("rate", "mean", "p50", "p95", "p99", "p999", "max");

  /** How many targets are kept of one time. */
  public static final int MOST_TARGETS = 10;

  private static final int WIDTH = 16;

  static final SpanParts NONE = new SpanParts(new TreeMap<>());

  private static final String TARGET = "target.";
  private static final String COHORT = "cohort.";

  private final NavigableMap<String, Latencies> byName;

  private SpanParts(NavigableMap<String, Latencies> byName) {
    this.byName = byName;
  }

  static String target(String name) {
    return TARGET + name;
  }

  static String cohort(String phase, boolean treated) {
    return COHORT + phase + (treated ? ".treated" : ".control");
  }

  /** Returns those of {@code all} that are kept. */
  static SpanParts of(Map<String, Latencies> all) {
    if (all.isEmpty()) {
      return NONE;
    }
    NavigableMap<String, Latencies> kept = new TreeMap<>(all);
    kept.values().removeIf(part -> part.count() == 0);
    long targets = kept.keySet().stream().filter(name -> name.startsWith(TARGET)).count();
    kept.entrySet().stream()
        .filter(part -> part.getKey().startsWith(TARGET))
        .sorted(Comparator.comparingLong(part -> part.getValue().sumNanos()))
        .limit(Math.max(0, targets - MOST_TARGETS))
        .map(Map.Entry::getKey)
        .toList()
        .forEach(kept::remove);
    kept.replaceAll((name, part) -> part.coarse(WIDTH));
    return new SpanParts(kept);
  }

  /** Returns all of {@code parts} as those of one time. */
  static SpanParts sum(Collection<SpanParts> parts) {
    Map<String, List<Latencies>> all = new HashMap<>();
    for (SpanParts each : parts) {
      each.byName.forEach(
          (name, part) ->
              all.merge(
                  name,
                  List.of(part),
                  (known, more) -> Stream.concat(known.stream(), more.stream()).toList()));
    }
    Map<String, Latencies> sums = new HashMap<>();
    all.forEach(
        (name, each) -> sums.put(name, each.size() == 1 ? each.get(0) : Latencies.sum(each)));
    return of(sums);
  }

  /** Returns the names of the parts, in their order. */
  public Set<String> names() {
    return byName.keySet();
  }

  Latencies of(String name) {
    return byName.getOrDefault(name, Latencies.NONE);
  }
}
