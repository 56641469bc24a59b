package dev.latchkey.dashboard.endpoint;

import dev.latchkey.runtime.history.HistoryPoint;
import dev.latchkey.runtime.metrics.SeriesInfo;
import dev.latchkey.runtime.metrics.SeriesSchema;
import dev.latchkey.runtime.metrics.Span;
import dev.latchkey.runtime.metrics.SpanParts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Which series are asked for: those that always are, and the figures of single targets and sides of
 * rollouts, as far as they were measured. Stateless.
 */
final class HistoryColumns {
  static final List<SeriesInfo> SERIES = SeriesSchema.infos();

  private static final int MOST = 400;
  private static final List<String> PARTS = List.of("target.", "cohort.");

  private HistoryColumns() {}

  /** A step, with the values of the series that always are. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Row(long epochSecond, Span span, double[] values) {
    static List<Row> all(List<HistoryPoint> steps) {
      return steps.stream()
          .map(step -> new Row(step.epochSecond(), step.span(), step.span().values()))
          .toList();
    }
  }

  /** A series and where its value is. */
  record Column(SeriesInfo info, ToDoubleFunction<Row> source) {
    double value(Row row) {
      return source.applyAsDouble(row);
    }
  }

  /** Tells whether single targets or sides are asked for, which are kept from ten seconds on. */
  static boolean asksForParts(String metric) {
    return Arrays.stream(wanted(metric))
        .anyMatch(each -> PARTS.stream().anyMatch(each::startsWith));
  }

  /** Returns the columns, in their order. */
  static List<Column> of(String metric, List<Row> rows) {
    String[] wanted = wanted(metric);
    for (String each : wanted) {
      boolean part = PARTS.stream().anyMatch(each::startsWith);
      if (!part && SERIES.stream().noneMatch(series -> matches(each, series.id()))) {
        throw HistoryRange.wrong(
            "metric",
            "metric names no series; /api/v1/history/metrics lists them, and auth.* stands for all"
                + " that begin so");
      }
    }
    List<Column> columns = new ArrayList<>();
    IntStream.range(0, SERIES.size())
        .filter(i -> isWanted(wanted, SERIES.get(i).id()))
        .forEach(i -> columns.add(new Column(SERIES.get(i), row -> row.values()[i])));
    Set<String> names = new TreeSet<>();
    if (asksForParts(metric)) {
      rows.forEach(row -> names.addAll(row.span().parts().names()));
    }
    for (String name : names) {
      for (String figure : SpanParts.FIGURES) {
        String id = name + "." + figure;
        if (isWanted(wanted, id)) {
          String unit = figure.equals("rate") ? "per-second" : "ms";
          columns.add(new Column(new SeriesInfo(id, unit), row -> row.span().value(name, figure)));
        }
      }
    }
    if (columns.size() > MOST) {
      throw HistoryRange.wrong(
          "metric", "that makes " + columns.size() + " series, allowed are " + MOST);
    }
    return columns;
  }

  private static String[] wanted(String metric) {
    return metric.split(",", SERIES.size() + MOST);
  }

  private static boolean isWanted(String[] wanted, String id) {
    return Arrays.stream(wanted).anyMatch(each -> matches(each, id));
  }

  private static boolean matches(String pattern, String id) {
    return pattern.endsWith("*")
        ? id.startsWith(pattern.substring(0, pattern.length() - 1))
        : id.equals(pattern);
  }
}
