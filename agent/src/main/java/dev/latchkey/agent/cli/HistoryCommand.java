package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What was measured, up to as long ago as is kept. */
@Command(
    name = "history",
    description = {
      "What was measured, over restarts: one line a series with its last, least and",
      "highest value and its course. --plain and --csv give one line a step, --json",
      "the API's answer."
    })
final class HistoryCommand extends ApiCommand {
  private static final int WIDTH = 60;

  @Parameters(
      paramLabel = "METRIC",
      arity = "0..*",
      description = "Names of series; auth.* stands for all that begin so. Default: auth.*")
  private List<String> metrics = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      defaultValue = "-1h",
      description =
          "-15m, -2h or -7d before now, 2026-11-24T12:00:00Z, or seconds since 1970; default"
              + " ${DEFAULT-VALUE}.")
  private String from = "-1h";

  @Option(names = "--to", paramLabel = "TIME", description = "Likewise; default now.")
  private String to = "";

  @Option(
      names = "--step",
      paramLabel = "LENGTH",
      description = "Length of a step, as 10s, 5m or 1h; by default as fine as is sensible.")
  private String step = "";

  @Option(names = "--list", description = "Names the series there are, and nothing else.")
  private boolean list;

  @Option(names = "--csv", description = "One line a step, fields separated by commas.")
  private boolean csv;

  @CommandLine.Spec private CommandSpec spec;

  /** For picocli, which sets the fields before it calls. */
  @SuppressWarnings("NullAway.Init")
  HistoryCommand() {}

  @Override
  void show(ApiClient client, Output output) throws CommandException {
    if (csv && (output.isJson() || output.isPlain())) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--csv, --json and --plain exclude each other");
    }
    if (list) {
      list(client.read("/api/v1/history/metrics"), output);
    } else if (csv) {
      byte[] text = client.bytes(address() + "&format=csv");
      output.out().print(new String(text, StandardCharsets.UTF_8));
    } else {
      show(client.read(address()), output);
    }
  }

  private String address() {
    StringJoiner query = new StringJoiner("&", "/api/v1/history?", "");
    query.add("metric=" + PathSegment.of(metrics.isEmpty() ? "auth.*" : String.join(",", metrics)));
    query.add("from=" + PathSegment.of(from));
    if (!to.isEmpty()) {
      query.add("to=" + PathSegment.of(to));
    }
    if (!step.isEmpty()) {
      query.add("step=" + PathSegment.of(step));
    }
    return query.toString();
  }

  private static void list(JsonNode answer, Output output) {
    if (output.isJson()) {
      printJson(answer, output);
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode metric : answer.path("metrics")) {
      rows.add(List.of(Text.of(metric.path("id")), Text.of(metric.path("unit"))));
    }
    for (JsonNode part : answer.path("parts")) {
      for (JsonNode figure : answer.path("figures")) {
        String unit = figure.asText().equals("rate") ? "per-second" : "ms";
        rows.add(List.of(Text.of(part) + "." + Text.of(figure), unit));
      }
    }
    output.table(List.of("METRIC", "UNIT"), rows);
  }

  private static void show(JsonNode answer, Output output) {
    if (output.isJson()) {
      printJson(answer, output);
    } else if (output.isPlain()) {
      steps(answer, output);
    } else {
      series(answer, output);
    }
  }

  private static void steps(JsonNode answer, Output output) {
    JsonNode times = answer.path("times");
    for (int i = 0; i < times.size(); i++) {
      StringJoiner line = new StringJoiner("\t");
      line.add(Instant.ofEpochSecond(times.path(i).asLong()).toString());
      for (JsonNode column : answer.path("columns")) {
        line.add(Text.of(column.path(i)));
      }
      output.out().println(line);
    }
  }

  private static void series(JsonNode answer, Output output) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < answer.path("series").size(); i++) {
      JsonNode about = answer.path("series").path(i);
      double[] values = onTheClock(answer, answer.path("columns").path(i));
      double[] there = Arrays.stream(values).filter(Double::isFinite).toArray();
      rows.add(
          List.of(
              Text.of(about.path("id")),
              Text.of(about.path("unit")),
              there.length == 0 ? Text.NONE : Text.number(there[there.length - 1]),
              there.length == 0 ? Text.NONE : Text.number(Arrays.stream(there).min().orElse(0)),
              there.length == 0 ? Text.NONE : Text.number(Arrays.stream(there).max().orElse(0)),
              Sparkline.of(values, WIDTH, Sparkline.blocksAreShown())));
    }
    output.table(List.of("METRIC", "UNIT", "LAST", "LEAST", "HIGHEST", course(answer)), rows);
  }

  private static String course(JsonNode answer) {
    return Instant.ofEpochSecond(answer.path("from").asLong())
        + " to "
        + Instant.ofEpochSecond(answer.path("to").asLong());
  }

  /** Steps in which nothing was measured are left out of an answer; in a line they are a gap. */
  private static double[] onTheClock(JsonNode answer, JsonNode column) {
    long from = answer.path("from").asLong();
    long step = Math.max(1, answer.path("stepSeconds").asLong());
    long length = Math.max(0, (answer.path("to").asLong() - from + step - 1) / step);
    double[] values = new double[(int) Math.min(length, 100_000)];
    Arrays.fill(values, Double.NaN);
    JsonNode times = answer.path("times");
    for (int i = 0; i < times.size(); i++) {
      long at = (times.path(i).asLong() - from) / step;
      if (at >= 0 && at < values.length && column.path(i).isNumber()) {
        values[(int) at] = column.path(i).asDouble();
      }
    }
    return values;
  }
}
