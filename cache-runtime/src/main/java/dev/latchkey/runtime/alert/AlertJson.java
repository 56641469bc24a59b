package dev.latchkey.runtime.alert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.runtime.alert.Alert.State;
import dev.latchkey.runtime.store.BoundedJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Alerts as JSON: as they are kept, and as they are sent. Stateless. */
final class AlertJson {
  private static final int MOST_TEXT = 2_000;

  private AlertJson() {}

  /**
   * Made with the first use: Jackson opens the JDK's file system, before main a choice too many.
   */
  private static final class Mapper {
    static final ObjectMapper INSTANCE = new ObjectMapper(BoundedJson.factory(MOST_TEXT));
  }

  static byte[] kept(Map<String, Track> tracks) {
    ObjectNode root = Mapper.INSTANCE.createObjectNode();
    tracks.forEach(
        (id, track) -> {
          ObjectNode node = root.putObject(id);
          node.put("state", track.state.name()).put("since", track.since.toString());
          node.put("sentence", track.sentence).put("told", track.told);
          put(node, "holdsSince", track.holdsSince);
          put(node, "calmSince", track.calmSince);
          put(node, "silencedUntil", track.silencedUntil);
          if (track.acknowledgedBy != null) {
            node.put("acknowledgedBy", track.acknowledgedBy);
          }
        });
    return bytes(root);
  }

  private static void put(ObjectNode node, String name, @Nullable Instant at) {
    if (at != null) {
      node.put(name, at.toString());
    }
  }

  /** Returns what was kept; what cannot be understood is left out. */
  static Map<String, Track> read(byte[] bytes) {
    Map<String, Track> tracks = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, JsonNode> entry : Mapper.INSTANCE.readTree(bytes).properties()) {
        read(entry.getValue(), entry.getKey(), tracks);
      }
    } catch (IOException foreign) {
      return tracks;
    }
    return tracks;
  }

  private static void read(JsonNode node, String id, Map<String, Track> tracks) {
    try {
      Track track = new Track(Instant.parse(node.path("since").asText()));
      track.state = State.valueOf(node.path("state").asText());
      track.sentence = node.path("sentence").asText();
      track.told = node.path("told").asBoolean();
      track.holdsSince = instant(node, "holdsSince");
      track.calmSince = instant(node, "calmSince");
      track.silencedUntil = instant(node, "silencedUntil");
      track.acknowledgedBy =
          node.has("acknowledgedBy") ? node.path("acknowledgedBy").asText() : null;
      tracks.put(id, track);
    } catch (DateTimeException | IllegalArgumentException foreign) {
      return;
    }
  }

  private static @Nullable Instant instant(JsonNode node, String name) {
    return node.has(name) ? Instant.parse(node.path(name).asText()) : null;
  }

  /** Returns the body of a message. */
  static byte[] message(Alert alert, String application) {
    ObjectNode root = Mapper.INSTANCE.createObjectNode();
    root.put("alert", alert.id()).put("state", alert.state().id());
    root.put("severity", alert.severity().id()).put("rule", alert.rule());
    root.put("text", alert.sentence()).put("since", alert.since().toString());
    root.put("application", application);
    return bytes(root);
  }

  private static byte[] bytes(ObjectNode root) {
    try {
      return Mapper.INSTANCE.writeValueAsBytes(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
