package dev.latchkey.dashboard.http;

import java.util.Map;
import java.util.Optional;

/**
 * One request as a resource sees it, after the guard let it in. Immutable.
 *
 * @param variables values of the variables in the route's path
 * @param query the query parameters, only those that the route allows
 * @param headers the request headers that resources look at, names in lower case
 */
@SuppressWarnings("ArrayRecordComponent") // read once, by the resource
public record Call(
    Map<String, String> variables,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body,
    Caller caller) {
  /** The query parameter of calls that only ask what they would change. */
  public static final String DRY_RUN = "dry-run";

  /** Copies the maps. */
  public Call {
    variables = Map.copyOf(variables);
    query = Map.copyOf(query);
    headers = Map.copyOf(headers);
  }

  /** Returns a variable of the route's path. */
  public String variable(String name) {
    var value = variables.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no variable " + name);
    }
    return value;
  }

  /** Returns a query parameter, if it is there. */
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /** Returns whether the caller wants to know what would be changed, and to change nothing. */
  public boolean isDryRun() {
    return parameter(DRY_RUN)
        .map(
            text ->
                switch (text) {
                  case "true" -> true;
                  case "false" -> false;
                  default ->
                      throw new ProblemException(
                          Problem.validation("?" + DRY_RUN, DRY_RUN + " must be true or false"));
                })
        .orElse(false);
  }

  /** Returns a whole number given as query parameter, {@code otherwise} when it is not there. */
  public long parameter(String name, long min, long max, long otherwise) {
    var text = query.get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number out of range is.
    }
    throw new ProblemException(
        Problem.validation(
            "?" + name, name + " must be a whole number from " + min + " to " + max));
  }

  /** Returns a request header, if it is there. */
  public Optional<String> header(String lowerCaseName) {
    return Optional.ofNullable(headers.get(lowerCaseName));
  }
}
