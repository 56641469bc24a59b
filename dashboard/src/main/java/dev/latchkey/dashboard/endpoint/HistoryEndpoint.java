package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.history.Change;
import dev.latchkey.runtime.history.ChangeWatch;
import dev.latchkey.runtime.history.History;
import dev.latchkey.runtime.history.HistoryPoint;
import dev.latchkey.runtime.history.Tier;
import dev.latchkey.runtime.metrics.SeriesInfo;
import dev.latchkey.runtime.metrics.SeriesSchema;
import dev.latchkey.runtime.time.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * What was measured, up to as long ago as is kept and over restarts: one column a series, steps at
 * multiples of their length, percentiles of all operations of a step. Thread-safe.
 */
public final class HistoryEndpoint {
  private static final int DIGITS = 4;
  private static final List<SeriesInfo> SERIES = SeriesSchema.infos();

  private final History history;
  private final ChangeWatch changes;
  private final Ticker ticker;

  /** Reads from this history. */
  public HistoryEndpoint(History history, ChangeWatch changes, Ticker ticker) {
    this.history = history;
    this.changes = changes;
    this.ticker = ticker;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(
        Route.read(
            "/api/v1/history", Set.of("metric", "from", "to", "step", "format"), this::answer),
        Route.read("/api/v1/history/metrics", Set.of(), call -> Reply.json(metrics())),
        Route.read(
            "/api/v1/history/changes",
            Set.of(),
            call -> Reply.json(new Changes(changes.changes()))));
  }

  /**
   * What can be asked for.
   *
   * @param onDisk whether what is kept outlives the process
   */
  public record Metrics(boolean onDisk, List<Kept> tiers, List<SeriesInfo> metrics) {}

  /** What became different after changes since the start, oldest first. */
  public record Changes(List<Change> changes) {}

  /** How fine measurements are kept, and for how long. */
  public record Kept(int stepSeconds, long keptSeconds) {}

  private Metrics metrics() {
    return new Metrics(
        history.isOnDisk(),
        Arrays.stream(Tier.values())
            .map(tier -> new Kept(tier.stepSeconds(), history.kept(tier).toSeconds()))
            .toList(),
        SERIES);
  }

  private Reply answer(Call call) {
    int[] columns = columns(call.parameter("metric").orElse("auth.*"));
    String format = call.parameter("format").orElse("json");
    if (!format.equals("json") && !format.equals("csv")) {
      throw HistoryRange.wrong("format", "format must be json or csv");
    }
    HistoryRange range =
        HistoryRange.of(call, history, TimeUnit.MILLISECONDS.toSeconds(ticker.wallMillis()));
    List<HistoryPoint> steps = history.steps(range.tier(), range.from(), range.to(), range.step());
    return format.equals("csv")
        ? Reply.text("text/csv; charset=utf-8", csv(steps, columns))
            .with("Content-Disposition", "attachment; filename=\"latchkey-history.csv\"")
        : Reply.jsonBytes(json(range, steps, columns));
  }

  private static byte[] json(HistoryRange range, List<HistoryPoint> steps, int[] columns) {
    var bytes = new ByteArrayOutputStream(1 << 14);
    try (var out = Json.generator(bytes)) {
      out.writeStartObject();
      out.writeNumberField("from", range.from());
      out.writeNumberField("to", range.to());
      out.writeNumberField("stepSeconds", range.step());
      out.writeArrayFieldStart("series");
      for (int column : columns) {
        out.writeStartObject();
        out.writeStringField("id", SERIES.get(column).id());
        out.writeStringField("unit", SERIES.get(column).unit());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeArrayFieldStart("times");
      for (HistoryPoint step : steps) {
        out.writeNumber(step.epochSecond());
      }
      out.writeEndArray();
      writeColumns(out, steps, columns);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void writeColumns(JsonGenerator out, List<HistoryPoint> steps, int[] columns)
      throws IOException {
    List<double[]> rows = steps.stream().map(step -> step.span().values()).toList();
    out.writeArrayFieldStart("columns");
    for (int column : columns) {
      out.writeStartArray();
      for (double[] row : rows) {
        Json.writeNumber(out, Json.significant(row[column], DIGITS));
      }
      out.writeEndArray();
    }
    out.writeEndArray();
  }

  /** No value is an empty field; names hold no comma and no quote. */
  private static String csv(List<HistoryPoint> steps, int[] columns) {
    var text = new StringBuilder("time");
    for (int column : columns) {
      text.append(',').append(SERIES.get(column).id());
    }
    text.append("\r\n");
    for (HistoryPoint step : steps) {
      double[] row = step.span().values();
      text.append(Instant.ofEpochSecond(step.epochSecond()));
      for (int column : columns) {
        double value = Json.significant(row[column], DIGITS);
        text.append(',').append(Double.isNaN(value) ? "" : String.valueOf(value));
      }
      text.append("\r\n");
    }
    return text.toString();
  }

  private static int[] columns(String metric) {
    String[] wanted = metric.split(",", SERIES.size() + 1);
    for (String each : wanted) {
      if (SERIES.stream().noneMatch(series -> matches(each, series.id()))) {
        throw HistoryRange.wrong(
            "metric",
            "metric names no series; /api/v1/history/metrics lists them, and auth.* stands for all"
                + " that begin so");
      }
    }
    return IntStream.range(0, SERIES.size())
        .filter(i -> Arrays.stream(wanted).anyMatch(each -> matches(each, SERIES.get(i).id())))
        .toArray();
  }

  private static boolean matches(String pattern, String id) {
    return pattern.endsWith("*")
        ? id.startsWith(pattern.substring(0, pattern.length() - 1))
        : id.equals(pattern);
  }
}
