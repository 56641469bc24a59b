package dev.latchkey.dashboard.server;

import dev.latchkey.dashboard.http.Endpoint;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Request;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds the endpoint of a path. Immutable. */
final class Routes {
  private final List<Endpoint> endpoints;

  Routes(List<Endpoint> endpoints) {
    this.endpoints = List.copyOf(endpoints);
  }

  Reply answer(HttpServerExchange exchange) {
    String path = exchange.getRequestPath();
    for (Endpoint endpoint : endpoints) {
      Optional<String> parameter = match(endpoint.path(), path);
      if (parameter.isPresent()) {
        return answer(endpoint, parameter.get(), exchange);
      }
    }
    throw Problem.notFound("See /api/v1/openapi.json for what there is.");
  }

  private static Reply answer(Endpoint endpoint, String parameter, HttpServerExchange exchange) {
    String method = exchange.getRequestMethod().toString();
    String effective = method.equals("HEAD") ? "GET" : method;
    if (!endpoint.methods().contains(effective)) {
      String allowed = String.join(", ", new TreeSet<>(endpoint.methods()));
      return Reply.problem(Problem.methodNotAllowed(allowed)).with("Allow", allowed);
    }
    return endpoint.answer(
        new Request(
            effective,
            parameter,
            query(exchange.getQueryParameters()),
            Optional.ofNullable(exchange.getRequestHeaders().getFirst(Headers.IF_MATCH)),
            effective.equals("GET") ? "" : Replies.body(exchange)));
  }

  /**
   * Returns the variable part of the path, empty when the pattern has none; nothing when it does
   * not match.
   */
  private static Optional<String> match(String pattern, String path) {
    int brace = pattern.indexOf('{');
    if (brace < 0) {
      return pattern.equals(path) ? Optional.of("") : Optional.empty();
    }
    String prefix = pattern.substring(0, brace);
    String rest = path.startsWith(prefix) ? path.substring(prefix.length()) : "";
    return rest.isEmpty() || rest.contains("/") ? Optional.empty() : Optional.of(rest);
  }

  private static Map<String, String> query(Map<String, Deque<String>> parameters) {
    return parameters.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().getFirst()));
  }
}
