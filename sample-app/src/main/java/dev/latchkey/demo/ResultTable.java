package dev.latchkey.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Lays the steps out for people to read. */
final class ResultTable {
  private static final String GAP = "  ";
  private static final String NO_VALUE = "-";

  private ResultTable() {}

  /** Returns one line a step under two lines of headings; times in milliseconds. */
  static String of(List<Step> steps) {
    var columns = columns(steps);
    var table = new StringBuilder(groupLine(columns, steps)).append('\n');
    table.append(line(columns, steps, Column::heading)).append('\n');
    for (var step : steps) {
      table.append(line(columns, steps, column -> column.cell().apply(step))).append('\n');
    }
    return table.toString();
  }

  private static List<Column> columns(List<Step> steps) {
    var columns = new ArrayList<Column>();
    columns.add(new Column("", "phases on", nameOnTheLeft(steps)));
    columns.add(new Column("", "requests", step -> String.valueOf(step.requests())));
    columns.add(new Column("", "errors", step -> String.valueOf(step.errors())));
    columns.add(number("", "rate/s", Step::ratePerSecond));
    columns.add(number("authentication, ms", "mean", Step::meanMillis));
    columns.add(new Column("authentication, ms", "change", step -> change(steps.get(0), step)));
    columns.add(number("authentication, ms", "p50", Step::p50Millis));
    columns.add(number("authentication, ms", "p95", Step::p95Millis));
    columns.add(number("authentication, ms", "p99", Step::p99Millis));
    columns.add(number("request, ms", "mean", Step::requestMeanMillis));
    columns.add(number("request, ms", "p99", Step::requestP99Millis));
    var layers = new TreeSet<String>();
    steps.forEach(step -> layers.addAll(step.hitRatio().keySet()));
    layers.forEach(layer -> columns.add(new Column("hit ratio", layer, step -> hits(step, layer))));
    columns.add(new Column("", "connections", step -> String.valueOf(step.connectionsOpened())));
    columns.add(new Column("user queries", "number", step -> String.valueOf(step.userQueries())));
    columns.add(new Column("user queries", "change", step -> queryChange(steps.get(0), step)));
    return columns;
  }

  private static Function<Step, String> nameOnTheLeft(List<Step> steps) {
    var names = new Column("", "phases on", Step::name).width(steps);
    return step -> step.name() + " ".repeat(names - step.name().length());
  }

  private static Column number(String group, String heading, ToDoubleFunction<Step> value) {
    return new Column(group, heading, step -> decimal(value.applyAsDouble(step)));
  }

  private static String hits(Step step, String layer) {
    var ratio = step.hitRatio().get(layer);
    return ratio == null ? NO_VALUE : decimal(100 * ratio) + " %";
  }

  private static String change(Step first, Step step) {
    return step.phases().isEmpty() ? NO_VALUE : change(step.meanMillis() / first.meanMillis());
  }

  /** Of each request: steps differ in how many they have. */
  private static String queryChange(Step first, Step step) {
    return step.phases().isEmpty() || first.userQueries() == 0
        ? NO_VALUE
        : change(step.queriesPerRequest() / first.queriesPerRequest());
  }

  private static String change(double ratio) {
    return String.format(Locale.ROOT, "%+.0f %%", 100 * (ratio - 1));
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String line(
      List<Column> columns, List<Step> steps, Function<Column, String> content) {
    var line = new StringBuilder();
    for (var column : columns) {
      line.append(leftPadded(content.apply(column), column.width(steps))).append(GAP);
    }
    return line.toString().stripTrailing();
  }

  /** Each group's title stands over the left end of its first heading. */
  private static String groupLine(List<Column> columns, List<Step> steps) {
    var line = new StringBuilder();
    var end = 0;
    var group = "";
    for (var column : columns) {
      var width = column.width(steps);
      if (!column.group().equals(group)) {
        group = column.group();
        var start = end + width - column.heading().length();
        if (!group.isEmpty()) {
          line.append(" ".repeat(start - line.length())).append(group);
        }
      }
      end += width + GAP.length();
    }
    return line.toString();
  }

  private static String leftPadded(String text, int width) {
    return " ".repeat(width - text.length()) + text;
  }

  private record Column(String group, String heading, Function<Step, String> cell) {

    int width(List<Step> steps) {
      return steps.stream()
          .map(cell)
          .map(String::length)
          .max(Comparator.naturalOrder())
          .map(longest -> Math.max(longest, heading.length()))
          .orElse(heading.length());
    }
  }
}
