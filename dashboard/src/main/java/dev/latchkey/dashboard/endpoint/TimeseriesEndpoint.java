package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.metrics.SeriesInfo;
import dev.latchkey.runtime.metrics.SeriesStore;
import dev.latchkey.runtime.metrics.Tick;
import dev.latchkey.runtime.time.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The live series of the last hour, one column a series. Steps begin at multiples of their length,
 * so that a chart does not change its shape while it moves. Thread-safe.
 */
public final class TimeseriesEndpoint {
  private static final int MAX_SECONDS = 3600;
  private static final int DEFAULT_POINTS = 1200;
  private static final int DIGITS = 4;
  private static final int[] STEPS = {1, 2, 5, 10, 15, 30, 60, 300, 900, 3600};
  private static final Pattern RANGE = Pattern.compile("(\\d{1,5})([smh])");

  private final SeriesStore series;
  private final Ticker ticker;

  /** Reads from this store. */
  public TimeseriesEndpoint(SeriesStore series, Ticker ticker) {
    this.series = series;
    this.ticker = ticker;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(
        Route.read(
            "/api/v1/timeseries", Set.of("range", "points", "after", "metrics"), this::answer));
  }

  private Reply answer(Call call) {
    int seconds = range(call.parameter("range").orElse("15m"));
    long points = call.parameter("points", 1, MAX_SECONDS, DEFAULT_POINTS);
    long after = call.parameter("after", 0, Long.MAX_VALUE, 0);
    int step = step(seconds, points);
    long to = TimeUnit.MILLISECONDS.toSeconds(ticker.wallMillis());
    // A first step of which a part is missing would look like a fall or a rise.
    long from = -Math.floorDiv(seconds - to, (long) step) * step;
    var ticks =
        series.latest(MAX_SECONDS).stream()
            .filter(tick -> tick.seq() > after && tick.epochSecond() >= from)
            .toList();
    try {
      return Reply.jsonBytes(json(ticks, columns(call), from, to, step));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] json(List<Tick> ticks, int[] columns, long from, long to, int step)
      throws IOException {
    var schema = series.schema();
    var steps = steps(ticks, step);
    var bytes = new ByteArrayOutputStream(1 << 14);
    try (var out = Json.generator(bytes)) {
      out.writeStartObject();
      out.writeStringField("epoch", series.epoch());
      out.writeNumberField(
          "seq", ticks.isEmpty() ? series.lastSeq() : ticks.get(ticks.size() - 1).seq());
      out.writeNumberField("from", from);
      out.writeNumberField("to", to);
      out.writeNumberField("stepSeconds", step);
      out.writeArrayFieldStart("series");
      for (int column : columns) {
        out.writeStartObject();
        out.writeStringField("id", schema.get(column).id());
        out.writeStringField("unit", schema.get(column).unit());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeArrayFieldStart("times");
      for (var seconds : steps) {
        out.writeNumber(Math.floorDiv(seconds.get(0).epochSecond(), step) * step);
      }
      out.writeEndArray();
      out.writeArrayFieldStart("columns");
      int rate = indexOf(schema, "auth.rate");
      for (int column : columns) {
        var reduction = Reduction.of(schema.get(column));
        out.writeStartArray();
        for (var seconds : steps) {
          Json.writeNumber(out, Json.significant(reduction.reduce(seconds, column, rate), DIGITS));
        }
        out.writeEndArray();
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }

  /** Groups ticks by step; a step without a tick is left out, so a gap stays a gap. */
  private static List<List<Tick>> steps(List<Tick> ticks, int step) {
    var steps = new ArrayList<List<Tick>>();
    long current = Long.MIN_VALUE;
    for (var tick : ticks) {
      long at = Math.floorDiv(tick.epochSecond(), step);
      if (steps.isEmpty() || at != current) {
        steps.add(new ArrayList<>(step));
        current = at;
      }
      steps.get(steps.size() - 1).add(tick);
    }
    return steps;
  }

  private static int step(int seconds, long points) {
    return Arrays.stream(STEPS)
        .filter(step -> seconds <= step * points)
        .findFirst()
        .orElse(MAX_SECONDS);
  }

  private static int range(String text) {
    var match = RANGE.matcher(text);
    long seconds = match.matches() ? Long.parseLong(match.group(1)) * unitSeconds(match) : 0;
    if (seconds < 1 || seconds > MAX_SECONDS) {
      throw new ProblemException(
          Problem.validation("?range", "range must be from 1s to 1h, such as 5m"));
    }
    return (int) seconds;
  }

  private static int unitSeconds(Matcher match) {
    return switch (match.group(2)) {
      case "s" -> 1;
      case "m" -> 60;
      default -> 3600;
    };
  }

  private int[] columns(Call call) {
    var schema = series.schema();
    var patterns = call.parameter("metrics").map(text -> text.split(",", 65)).orElse(null);
    if (patterns == null) {
      return IntStream.range(0, schema.size()).toArray();
    }
    var chosen =
        IntStream.range(0, schema.size())
            .filter(i -> Arrays.stream(patterns).anyMatch(p -> matches(p, schema.get(i).id())))
            .toArray();
    if (chosen.length == 0) {
      throw new ProblemException(
          Problem.validation(
              "?metrics",
              "metrics names no series; name them or their beginning, such as auth.p95,cache.*"));
    }
    return chosen;
  }

  private static boolean matches(String pattern, String id) {
    return pattern.endsWith("*")
        ? id.startsWith(pattern.substring(0, pattern.length() - 1))
        : id.equals(pattern);
  }

  private static int indexOf(List<SeriesInfo> schema, String id) {
    for (int i = 0; i < schema.size(); i++) {
      if (schema.get(i).id().equals(id)) {
        return i;
      }
    }
    return 0;
  }
}
