package dev.latchkey.dashboard.http;

import java.util.Set;

/** One resource of the HTTP API. Thread-safe. */
public interface Endpoint {
  /** Returns the path, with a variable part as {@code {name}} at its end. */
  String path();

  /** Returns the methods that the resource takes. */
  Set<String> methods();

  /**
   * Answers one request.
   *
   * @throws Problem when it cannot be answered as asked
   */
  Reply answer(Request request);
}
