package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.latchkey.dashboard.endpoint.HistoryColumns.Column;
import dev.latchkey.dashboard.endpoint.HistoryColumns.Row;
import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.history.Change;
import dev.latchkey.runtime.history.ChangeWatch;
import dev.latchkey.runtime.history.History;
import dev.latchkey.runtime.history.Tier;
import dev.latchkey.runtime.metrics.SeriesInfo;
import dev.latchkey.runtime.metrics.SpanParts;
import dev.latchkey.runtime.time.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * What was measured, up to as long ago as is kept and over restarts: one column a series, steps at
 * multiples of their length, percentiles of all operations of a step. Thread-safe.
 */
public final class HistoryEndpoint {
  private static final int DIGITS = 4;
  private static final long PARTS_OF_SECONDS = 3_600;

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
   * @param parts the targets and sides of rollouts that did something within the last hour
   * @param figures what can be asked of each of these, behind a dot
   */
  public record Metrics(
      boolean onDisk,
      List<Kept> tiers,
      List<SeriesInfo> metrics,
      Set<String> parts,
      List<String> figures) {}

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
        HistoryColumns.SERIES,
        parts(),
        SpanParts.FIGURES);
  }

  private Set<String> parts() {
    long now = TimeUnit.MILLISECONDS.toSeconds(ticker.wallMillis());
    Set<String> names = new TreeSet<>();
    history
        .points(Tier.MINUTE, now - PARTS_OF_SECONDS, now + 1)
        .forEach(point -> names.addAll(point.span().parts().names()));
    return names;
  }

  private Reply answer(Call call) {
    String metric = call.parameter("metric").orElse("auth.*");
    String format = call.parameter("format").orElse("json");
    if (!format.equals("json") && !format.equals("csv")) {
      throw HistoryRange.wrong("format", "format must be json or csv");
    }
    boolean parts = HistoryColumns.asksForParts(metric);
    HistoryRange range =
        HistoryRange.of(
            call,
            history,
            TimeUnit.MILLISECONDS.toSeconds(ticker.wallMillis()),
            parts ? Tier.TEN_SECONDS : Tier.SECOND);
    List<Row> steps = Row.all(history.steps(range.tier(), range.from(), range.to(), range.step()));
    List<Column> columns = HistoryColumns.of(metric, steps);
    return format.equals("csv")
        ? Reply.text("text/csv; charset=utf-8", csv(steps, columns))
            .with("Content-Disposition", "attachment; filename=\"latchkey-history.csv\"")
        : Reply.jsonBytes(json(range, steps, columns));
  }

  private static byte[] json(HistoryRange range, List<Row> steps, List<Column> columns) {
    var bytes = new ByteArrayOutputStream(1 << 14);
    try (var out = Json.generator(bytes)) {
      out.writeStartObject();
      out.writeNumberField("from", range.from());
      out.writeNumberField("to", range.to());
      out.writeNumberField("stepSeconds", range.step());
      out.writeArrayFieldStart("series");
      for (Column column : columns) {
        out.writeStartObject();
        out.writeStringField("id", column.info().id());
        out.writeStringField("unit", column.info().unit());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeArrayFieldStart("times");
      for (Row step : steps) {
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

  private static void writeColumns(JsonGenerator out, List<Row> steps, List<Column> columns)
      throws IOException {
    out.writeArrayFieldStart("columns");
    for (Column column : columns) {
      out.writeStartArray();
      for (Row step : steps) {
        Json.writeNumber(out, Json.significant(column.value(step), DIGITS));
      }
      out.writeEndArray();
    }
    out.writeEndArray();
  }

  /** No value is an empty field; names hold no comma and no quote. */
  private static String csv(List<Row> steps, List<Column> columns) {
    var text = new StringBuilder("time");
    for (Column column : columns) {
      text.append(',').append(column.info().id());
    }
    text.append("\r\n");
    for (Row step : steps) {
      text.append(Instant.ofEpochSecond(step.epochSecond()));
      for (Column column : columns) {
        double value = Json.significant(column.value(step), DIGITS);
        text.append(',').append(Double.isNaN(value) ? "" : String.valueOf(value));
      }
      text.append("\r\n");
    }
    return text.toString();
  }
}
