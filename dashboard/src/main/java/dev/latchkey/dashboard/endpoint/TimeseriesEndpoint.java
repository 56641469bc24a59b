package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.dashboard.http.Endpoint;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.dashboard.http.Parameters;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Request;
import dev.latchkey.runtime.metrics.SeriesInfo;
import dev.latchkey.runtime.metrics.SeriesStore;
import dev.latchkey.runtime.metrics.Tick;
import java.util.List;
import java.util.Set;

/** The live series of the last hour at most, in columns. Thread-safe. */
public final class TimeseriesEndpoint implements Endpoint {
  private final SeriesStore series;

  /** Shows what it is given. */
  public TimeseriesEndpoint(SeriesStore series) {
    this.series = series;
  }

  @Override
  public String path() {
    return "/api/v1/timeseries";
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET");
  }

  @Override
  public Reply answer(Request request) {
    int seconds = Parameters.seconds(request, "range", 15 * 60, 60 * 60);
    long after = Parameters.number(request, "after", 0, 0, Long.MAX_VALUE);
    List<Tick> ticks = after == 0 ? series.latest(seconds) : series.after(after, seconds);
    ObjectNode json = Json.object().put("epoch", series.epoch()).put("stepSeconds", 1);
    json.put("seq", ticks.isEmpty() ? series.lastSeq() : ticks.get(ticks.size() - 1).seq());
    ArrayNode infos = json.putArray("series");
    for (SeriesInfo info : series.schema()) {
      infos.addObject().put("id", info.id()).put("unit", info.unit());
    }
    ArrayNode times = json.putArray("times");
    ticks.forEach(tick -> times.add(tick.epochSecond()));
    ArrayNode columns = json.putArray("columns");
    for (int column = 0; column < infos.size(); column++) {
      ArrayNode values = columns.addArray();
      for (Tick tick : ticks) {
        Json.add(values, tick.values()[column]);
      }
    }
    return Reply.json(json);
  }
}
