package dev.latchkey.runtime.metrics;

import dev.latchkey.runtime.operation.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The live series, each beside the formula of its value. Stateless. */
final class SeriesSchema {
  private static final List<Line> LINES = lines();

  private SeriesSchema() {}

  private record Reading(
      Interval interval, LatencySummary auth, SystemSummary system, PoolUse pools) {}

  private record Line(SeriesInfo info, ToDoubleFunction<Reading> value) {}

  static List<SeriesInfo> infos() {
    return LINES.stream().map(Line::info).toList();
  }

  /** Returns one value per series, in the order of {@link #infos()}. */
  static double[] values(Interval interval, SystemSummary system, PoolUse pools) {
    var reading = new Reading(interval, interval.auth().summary(), system, pools);
    return LINES.stream().mapToDouble(line -> line.value.applyAsDouble(reading)).toArray();
  }

  private static List<Line> lines() {
    var lines = new ArrayList<Line>();
    add(lines, "auth.rate", "per-second", reading -> reading.interval.authPerSecond());
    add(lines, "auth.errors", "per-second", reading -> reading.interval.errorsPerSecond());
    add(lines, "auth.mean", "ms", reading -> reading.auth.meanMillis());
    add(lines, "auth.p50", "ms", reading -> reading.auth.p50Millis());
    add(lines, "auth.p95", "ms", reading -> reading.auth.p95Millis());
    add(lines, "auth.p99", "ms", reading -> reading.auth.p99Millis());
    for (Layer layer : Layer.values()) {
      String id = "layer." + layer.id() + ".mean";
      add(lines, id, "ms", reading -> reading.interval.meanMillis(layer));
    }
    for (Layer layer : List.of(Layer.JWKS, Layer.JWT, Layer.SESSION)) {
      String id = "cache." + layer.id() + ".hit";
      add(lines, id, "ratio", reading -> reading.interval.hitRatio(layer));
    }
    add(lines, "db.connections", "per-second", reading -> reading.interval.connectionsPerSecond());
    add(lines, "jvm.cpu", "ratio", reading -> reading.system.processCpuRatio());
    add(lines, "jvm.heap", "bytes", reading -> reading.system.heapUsedBytes());
    add(lines, "jvm.threads", "count", reading -> reading.system.threads());
    add(lines, "pool.active", "count", reading -> reading.pools.active());
    add(lines, "pool.idle", "count", reading -> reading.pools.idle());
    add(lines, "pool.waiting", "count", reading -> reading.pools.waiting());
    return List.copyOf(lines);
  }

  private static void add(
      List<Line> lines, String id, String unit, ToDoubleFunction<Reading> value) {
    lines.add(new Line(new SeriesInfo(id, unit), value));
  }
}
