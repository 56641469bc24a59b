package dev.latchkey.dashboard.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.dashboard.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of an agent's answers falls in a time that a bundle is about: series of that time and what
 * happened then. How things stand is told as of now. Immutable.
 *
 * @param from epoch seconds
 * @param to epoch seconds; what happens then is left out
 */
public record TimeCut(long from, long to) {
  private static final String SERIES = "/api/v1/timeseries";
  private static final String HISTORY = "/api/v1/history";
  private static final String AT = "at";
  private static final int CHART_SECONDS = 3_600;
  private static final Set<String> HAPPENED =
      Set.of("/api/v1/events", "/api/v1/audit", "/api/v1/history/changes");

  /** Returns the resource that is asked for in the place of another. */
  public String source(String path) {
    return path.equals(SERIES) ? HISTORY : path;
  }

  /**
   * Returns the query parameters with which a resource is asked for: the first that it takes.
   *
   * <p>A chart that draws an hour takes a value a second, as long as they are kept.
   */
  public List<Map<String, String>> parameters(String path) {
    if (!source(path).equals(HISTORY)) {
      return List.of(Bundle.parameters(path));
    }
    Map<String, String> usual =
        Map.of("metric", "*", "from", Long.toString(from), "to", Long.toString(to));
    if (to - from > CHART_SECONDS) {
      return List.of(usual);
    }
    Map<String, String> fine = new HashMap<>(usual);
    fine.put("step", "1s");
    return List.of(fine, usual);
  }

  /** Returns an answer with what falls in this time alone. */
  public byte[] of(String path, byte[] answer) {
    if (!path.equals(SERIES) && !HAPPENED.contains(path)) {
      return answer;
    }
    try {
      ObjectNode root = (ObjectNode) Json.read(answer);
      if (path.equals(SERIES)) {
        // A chart takes the history for its live series: the columns are the same.
        root.put("epoch", "recorded");
        root.put("seq", 0);
        fill(root);
      } else {
        root.forEach(this::cut);
      }
      return Json.bytes(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Has a step of several seconds stand for each of them, over the hour that a chart draws: it
   * takes seconds without a value for a gap.
   */
  private static void fill(ObjectNode root) {
    int step = root.path("stepSeconds").asInt();
    ArrayNode times = root.withArray("times");
    int first = Math.max(0, times.size() - CHART_SECONDS / Math.max(1, step));
    root.put("stepSeconds", 1);
    root.set("times", filled(times, first, step, true));
    ArrayNode columns = root.withArray("columns");
    for (int i = 0; i < columns.size(); i++) {
      columns.set(i, filled((ArrayNode) columns.get(i), first, step, false));
    }
  }

  private static ArrayNode filled(ArrayNode values, int first, int step, boolean counts) {
    ArrayNode filled = values.arrayNode();
    for (int i = first; i < values.size(); i++) {
      for (int second = 0; second < step; second++) {
        if (counts) {
          filled.add(values.get(i).asLong() + second);
        } else {
          filled.add(values.get(i));
        }
      }
    }
    return filled;
  }

  private void cut(JsonNode list) {
    if (list instanceof ArrayNode items) {
      for (int i = items.size() - 1; i >= 0; i--) {
        if (!holds(items.get(i))) {
          items.remove(i);
        }
      }
    }
  }

  private boolean holds(JsonNode item) {
    try {
      long second = Instant.parse(item.path(AT).asText()).getEpochSecond();
      return second >= from && second < to;
    } catch (DateTimeException undated) {
      return true;
    }
  }
}
