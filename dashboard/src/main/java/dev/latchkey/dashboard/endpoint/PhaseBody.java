package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.Problem.Misfit;
import dev.latchkey.runtime.rollout.PhaseChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads what a request wants to change about a phase. Stateless. */
final class PhaseBody {
  /** The reason is kept with the event, and events are kept by the thousand. */
  private static final int LONGEST_REASON = 300;

  private PhaseBody() {}

  /**
   * Reads {@code enabled}, {@code rollout} and {@code reason}, each of which may be left out.
   *
   * @throws Problem that names every field that does not fit
   */
  static PhaseChange read(String body) {
    JsonNode json = parse(body);
    List<Misfit> misfits = new ArrayList<>();
    Optional<Boolean> enabled = Optional.empty();
    OptionalInt rollout = OptionalInt.empty();
    String reason = "";
    for (var field : json.properties()) {
      JsonNode value = field.getValue();
      switch (field.getKey()) {
        case "enabled" -> {
          if (value.isBoolean()) {
            enabled = Optional.of(value.booleanValue());
          } else {
            misfits.add(new Misfit("/enabled", "expected true or false"));
          }
        }
        case "rollout" -> {
          if (value.isInt() && value.intValue() >= 0 && value.intValue() <= 100) {
            rollout = OptionalInt.of(value.intValue());
          } else {
            misfits.add(
                new Misfit(
                    "/rollout",
                    "expected a whole number from 0 to 100, the percentage of subjects"));
          }
        }
        case "reason" -> {
          if (value.isTextual() && value.textValue().length() <= LONGEST_REASON) {
            reason = value.textValue();
          } else {
            misfits.add(
                new Misfit(
                    "/reason", "expected a text of at most " + LONGEST_REASON + " characters"));
          }
        }
        default ->
            misfits.add(
                new Misfit(
                    "/" + pointer(field.getKey()),
                    "unknown field; known are enabled, rollout and reason"));
      }
    }
    if (misfits.isEmpty() && enabled.isEmpty() && rollout.isEmpty()) {
      misfits.add(new Misfit("", "expected enabled or rollout"));
    }
    if (!misfits.isEmpty()) {
      throw Problem.validation(misfits);
    }
    return new PhaseChange(enabled, rollout, "api", reason);
  }

  private static JsonNode parse(String body) {
    JsonNode json;
    try {
      json = Json.read(body);
    } catch (JsonProcessingException broken) {
      throw Problem.validation("", "not JSON" + place(broken.getLocation()));
    }
    if (!json.isObject()) {
      throw Problem.validation(
          "", "expected an object such as {\"enabled\": true, \"rollout\": 10}");
    }
    return json;
  }

  /** A document that goes beyond the parser's own bounds is broken at no place. */
  private static String place(@Nullable JsonLocation at) {
    return at == null ? "" : ", at line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  /** RFC 6901 section 3; cut, because the name comes from outside. */
  private static String pointer(String name) {
    String escaped = name.replace("~", "~0").replace("/", "~1");
    return escaped.length() <= 64 ? escaped : escaped.substring(0, 64);
  }
}
