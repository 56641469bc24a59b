package dev.latchkey.dashboard.http;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * What a call is answered with. Immutable.
 *
 * @param headers further headers; the security headers and those of the body are set by the server
 */
@SuppressWarnings(
    "ArrayRecordComponent") // the body is handed to the socket and not looked at again
public record Reply(int status, String contentType, byte[] body, Map<String, String> headers) {
  private static final String JSON = "application/json";

  /** Copies the headers. */
  public Reply {
    headers = Map.copyOf(headers);
  }

  /** Returns 200 with {@code value} as JSON. */
  public static Reply json(Object value) {
    return new Reply(200, JSON, Json.bytes(value), Map.of());
  }

  /** Returns 201 with {@code value} as JSON. */
  public static Reply created(Object value) {
    return new Reply(201, JSON, Json.bytes(value), Map.of());
  }

  /** Returns 202 with {@code value} as JSON. */
  public static Reply accepted(Object value) {
    return new Reply(202, JSON, Json.bytes(value), Map.of());
  }

  /** Returns 200 with JSON that is written already. */
  public static Reply jsonBytes(byte[] json) {
    return new Reply(200, JSON, json, Map.of());
  }

  /** Returns 200 with text. */
  public static Reply text(String contentType, String text) {
    return new Reply(200, contentType, text.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /** Returns 204. */
  public static Reply noContent() {
    return new Reply(204, "", new byte[0], Map.of());
  }

  /** Returns the problem with its status. */
  public static Reply problem(Problem problem) {
    return new Reply(problem.status(), "application/problem+json", Json.bytes(problem), Map.of());
  }

  /** Returns this reply with one more header. */
  public Reply with(String name, String value) {
    return with(Map.of(name, value));
  }

  /** Returns this reply with more headers. */
  public Reply with(Map<String, String> more) {
    var all = new HashMap<>(headers);
    all.putAll(more);
    return new Reply(status, contentType, body, all);
  }
}
