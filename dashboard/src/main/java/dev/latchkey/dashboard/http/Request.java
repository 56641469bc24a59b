package dev.latchkey.dashboard.http;

import java.util.Map;
import java.util.Optional;

/**
 * What an endpoint needs to know of a request. Immutable.
 *
 * @param parameter the path's variable part, empty when it has none
 * @param query the first value of each query parameter
 * @param ifMatch the header of that name
 */
public record Request(
    String method,
    String parameter,
    Map<String, String> query,
    Optional<String> ifMatch,
    String body) {
  /** Copies the query. */
  public Request {
    query = Map.copyOf(query);
  }
}
