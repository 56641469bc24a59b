package dev.latchkey.dashboard.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * What an endpoint answers. Immutable.
 *
 * @param headers beyond those that every answer has
 */
public record Reply(int status, String contentType, String body, Map<String, String> headers) {
  /** Copies the headers. */
  public Reply {
    headers = Map.copyOf(headers);
  }

  /** Answers with JSON. */
  public static Reply json(JsonNode body) {
    return new Reply(200, "application/json", Json.write(body), Map.of());
  }

  /** Answers with text of another type. */
  public static Reply text(String contentType, String body) {
    return new Reply(200, contentType, body, Map.of());
  }

  /** Answers that it is done and there is nothing to say. */
  public static Reply done() {
    return new Reply(204, "", "", Map.of());
  }

  /** Answers why not. */
  public static Reply problem(Problem problem) {
    return new Reply(
        problem.status(), "application/problem+json", Json.write(problem.json()), Map.of());
  }

  /** Returns this reply with one more header. */
  public Reply with(String header, String value) {
    Map<String, String> more = new java.util.HashMap<>(headers);
    more.put(header, value);
    return new Reply(status, contentType, body, more);
  }
}
