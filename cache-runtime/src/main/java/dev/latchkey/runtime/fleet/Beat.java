package dev.latchkey.runtime.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.latchkey.runtime.guard.SharedPlans;
import dev.latchkey.runtime.rollout.SharedPhases.Shared;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a process says of itself each second. Immutable.
 *
 * @param id drawn at its start
 * @param name host and port of its dashboard, for people
 * @param version of the agent
 * @param rollbacks the version of each phase with which it was last rolled back
 * @param plans how the plans of phases stand
 * @param hitRatios by layer, 0..1 in the last minute; a layer without lookups is left out
 */
public record Beat(
    String id,
    String name,
    String version,
    List<Shared> phases,
    Map<String, Long> rollbacks,
    String plans,
    Map<String, Double> hitRatios) {
  private static final int MOST_TEXT = 255;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Another version may say more. */
  private static final ObjectReader READER =
      JSON.readerFor(Beat.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** Copies the collections, and refuses what no process of ours says. */
  public Beat {
    if (id.length() > MOST_TEXT || name.length() > MOST_TEXT || version.length() > MOST_TEXT) {
      throw new IllegalArgumentException("a text of a beat is too long");
    }
    phases = List.copyOf(phases);
    // A version that shared no plans says nothing of them.
    rollbacks = rollbacks == null ? Map.of() : Map.copyOf(rollbacks);
    plans = plans == null ? "" : plans;
    hitRatios = Map.copyOf(hitRatios);
    for (Shared phase : phases) {
      Objects.requireNonNull(phase.phase());
      Objects.requireNonNull(phase.origin());
    }
  }

  /** Returns what it says of phases and plans. */
  SharedPlans shared() {
    return new SharedPlans(phases, rollbacks, plans);
  }

  byte[] write() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a beat has no JSON", impossible);
    }
  }

  /** Returns the beat; nothing for what is none. */
  static Optional<Beat> read(byte[] bytes) {
    try {
      return Optional.of(READER.readValue(bytes));
    } catch (IOException none) {
      return Optional.empty();
    }
  }
}
