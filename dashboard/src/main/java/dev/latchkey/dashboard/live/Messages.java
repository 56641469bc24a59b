package dev.latchkey.dashboard.live;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.runtime.AgentInfo;
import dev.latchkey.runtime.audit.Event;
import dev.latchkey.runtime.metrics.SeriesStore;
import dev.latchkey.runtime.metrics.Tick;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the frames of protocol {@code latchkey.v1}. Stateless. */
final class Messages {
  /** Series never change within one start of this version. */
  private static final int SCHEMA = 1;

  private static final int DIGITS = 4;

  private Messages() {}

  static String hello(SeriesStore series, AgentInfo info, long seq, boolean resumed) {
    var message = new LinkedHashMap<String, Object>();
    message.put("type", "hello");
    message.put("epoch", series.epoch());
    message.put("seq", seq);
    message.put("resumed", resumed);
    message.put("schema", SCHEMA);
    message.put("series", series.schema());
    message.put("tickMs", 1000);
    message.put(
        "server",
        Map.of(
            "version", info.version(),
            "startedAt", info.startedAt(),
            "pid", info.pid(),
            "application", info.application()));
    return Json.text(message);
  }

  static String ticks(List<Tick> ticks) {
    var bytes = new ByteArrayOutputStream(512 * ticks.size());
    try (var out = Json.generator(bytes)) {
      out.writeStartObject();
      out.writeStringField("type", "ticks");
      out.writeArrayFieldStart("items");
      for (var tick : ticks) {
        write(out, tick);
      }
      out.writeEndArray();
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static void write(JsonGenerator out, Tick tick) throws IOException {
    out.writeStartObject();
    out.writeNumberField("seq", tick.seq());
    out.writeNumberField("t", tick.epochSecond());
    out.writeArrayFieldStart("v");
    for (double value : tick.values()) {
      Json.writeNumber(out, Json.significant(value, DIGITS));
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  static String event(Event event) {
    var message = new LinkedHashMap<String, Object>();
    message.put("type", "event");
    message.put("id", event.id());
    message.put("at", event.at().truncatedTo(ChronoUnit.MILLIS));
    message.put("kind", event.kind());
    message.put("severity", event.severity().name().toLowerCase(Locale.ROOT));
    message.put("actor", event.actor());
    message.put("text", event.text());
    return Json.text(message);
  }

  static String state(LiveResource resource) {
    var message = new LinkedHashMap<String, Object>();
    message.put("type", "state");
    message.put("resource", resource.path());
    message.put("body", resource.body().get());
    return Json.text(message);
  }

  static String resync(String reason) {
    return Json.text(Map.of("type", "resync", "reason", reason));
  }
}
