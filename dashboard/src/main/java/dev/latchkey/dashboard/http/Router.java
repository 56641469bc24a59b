package dev.latchkey.dashboard.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the route of a path and method. Immutable. */
public final class Router {
  private final List<Route> routes;

  /** Takes the routes in; the first that matches wins. */
  public Router(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /** Returns all routes. */
  public List<Route> routes() {
    return routes;
  }

  /** Returns the route of a call and the values of its path's variables. */
  public Optional<Match> find(String method, String path) {
    for (var route : routes) {
      if (route.method().equals(method)) {
        var variables = match(route.path(), path);
        if (variables.isPresent()) {
          return Optional.of(new Match(route, variables.get()));
        }
      }
    }
    return Optional.empty();
  }

  /** Returns the methods that a path supports; empty for an unknown path. */
  public List<String> methods(String path) {
    return routes.stream()
        .filter(route -> match(route.path(), path).isPresent())
        .map(Route::method)
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * Checks that a call has only the query parameters that its route knows.
   *
   * @throws ProblemException naming the first unknown one
   */
  public static void checkParameters(Route route, Iterable<String> names) {
    for (var name : names) {
      if (!route.parameters().contains(name)) {
        throw new ProblemException(
            Problem.validation(
                "?" + name, Suggestion.forUnknown("parameter", name, route.parameters())));
      }
    }
  }

  /** A route and the values of the variables in its path. */
  public record Match(Route route, Map<String, String> variables) {}

  private static Optional<Map<String, String>> match(String template, String path) {
    var expected = template.split("/", -1);
    var actual = path.split("/", -1);
    if (expected.length != actual.length) {
      return Optional.empty();
    }
    var variables = new HashMap<String, String>();
    for (int i = 0; i < expected.length; i++) {
      if (expected[i].startsWith("{") && !actual[i].isEmpty()) {
        variables.put(expected[i].substring(1, expected[i].length() - 1), actual[i]);
      } else if (!expected[i].equals(actual[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }
}
