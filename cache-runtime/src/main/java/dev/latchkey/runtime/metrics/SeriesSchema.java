package dev.latchkey.runtime.metrics;

import dev.latchkey.runtime.operation.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The series, each beside the formula of its value. Stateless. */
public final class SeriesSchema {
  private static final String PER_SECOND = "per-second";
  private static final String COUNT = "count";
  private static final String RATIO = "ratio";
  private static final double P999 = 99.9;
  private static final double MILLIS_PER_SECOND = 1000;

  private static final List<Line> LINES = lines();

  private SeriesSchema() {}

  private record Line(SeriesInfo info, ToDoubleFunction<Span> value) {}

  /** Returns what the values of a {@link Span} mean, in their order. */
  public static List<SeriesInfo> infos() {
    return LINES.stream().map(Line::info).toList();
  }

  /** Returns one value per series, in the order of {@link #infos()}. */
  static double[] values(Span span) {
    return LINES.stream().mapToDouble(line -> line.value.applyAsDouble(span)).toArray();
  }

  private static List<Line> lines() {
    var lines = new ArrayList<Line>();
    add(lines, "auth.rate", PER_SECOND, span -> span.perSecond(span.operations()));
    add(lines, "auth.errors", PER_SECOND, span -> span.perSecond(span.failures()));
    add(lines, "auth.success", RATIO, Span::successRatio);
    add(lines, "auth.mean", "ms", span -> span.latency().meanMillis());
    add(lines, "auth.p50", "ms", span -> span.latency().p50Millis());
    add(lines, "auth.p95", "ms", span -> span.latency().p95Millis());
    add(lines, "auth.p99", "ms", span -> span.latency().p99Millis());
    add(lines, "auth.p999", "ms", span -> span.percentileMillis(P999));
    add(lines, "auth.max", "ms", span -> span.latency().maxMillis());
    for (Layer layer : Layer.values()) {
      add(lines, "layer." + layer.id() + ".mean", "ms", span -> span.meanMillis(layer));
    }
    for (Layer layer : List.of(Layer.JWKS, Layer.JWT, Layer.SESSION)) {
      add(lines, "cache." + layer.id() + ".hit", RATIO, span -> span.hitRatio(layer));
    }
    add(lines, "db.connections", PER_SECOND, span -> span.perSecond(span.count(Span.CONNECTIONS)));
    add(lines, "host.cpu", RATIO, Span.HOST_CPU);
    add(lines, "jvm.cpu", RATIO, Span.PROCESS_CPU);
    // Pauses are read once a second, so their mean is milliseconds a second.
    add(lines, "jvm.gc", RATIO, span -> span.gauge(Span.GC_PAUSE_MILLIS) / MILLIS_PER_SECOND);
    add(lines, "jvm.heap", "bytes", Span.HEAP);
    add(lines, "jvm.threads", COUNT, Span.THREADS);
    add(lines, "pool.active", COUNT, Span.POOL_ACTIVE);
    add(lines, "pool.idle", COUNT, Span.POOL_IDLE);
    add(lines, "pool.waiting", COUNT, Span.POOL_WAITING);
    return List.copyOf(lines);
  }

  private static void add(List<Line> lines, String id, String unit, int gauge) {
    add(lines, id, unit, span -> span.gauge(gauge));
  }

  private static void add(List<Line> lines, String id, String unit, ToDoubleFunction<Span> value) {
    lines.add(new Line(new SeriesInfo(id, unit), value));
  }
}
