package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.dashboard.recording.Bundle;
import dev.latchkey.runtime.time.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that the dashboard shows in one file, as {@code latchkey bundle} writes it. Thread-safe; an
 * answer is made in memory, about half a megabyte.
 */
public final class BundleEndpoint {
  private static final Map<String, String> LAST_HOUR = Map.of("range", "1h", "points", "3600");

  private final List<Route> routes;
  private final String version;
  private final Ticker ticker;

  /** Puts what these routes answer into the file, those that anybody may read who may read this. */
  public BundleEndpoint(List<Route> routes, String version, Ticker ticker) {
    this.routes = routes.stream().filter(BundleEndpoint::isReadable).toList();
    this.version = version;
    this.ticker = ticker;
  }

  private static boolean isReadable(Route route) {
    return route.method().equals("GET")
        && (route.access() == Route.Access.OPEN || route.access() == Route.Access.READ);
  }

  /** Returns the route. */
  public List<Route> routes() {
    return List.of(Route.read("/api/v1/bundle", Set.of(), this::bundle));
  }

  private Reply bundle(Call call) {
    var bytes = new ByteArrayOutputStream();
    try (var bundle = new Bundle(bytes, ticker.now(), version)) {
      var described = Json.read(OpenApiEndpoint.document());
      for (String path : Bundle.resources(described)) {
        var answer = ask(path, call);
        if (answer.isPresent()) {
          bundle.add(path, answer.get());
        }
      }
      var metrics = ask("/metrics", call);
      if (metrics.isPresent()) {
        bundle.metrics(metrics.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String name = "latchkey-" + ticker.now().toString().replaceAll("[^0-9TZ]", "") + ".zip";
    return new Reply(
        200,
        "application/zip",
        bytes.toByteArray(),
        Map.of("Content-Disposition", "attachment; filename=\"" + name + "\""));
  }

  /** What a resource refuses to tell without parameters has no place in the file. */
  private Optional<byte[]> ask(String path, Call by) {
    for (Route route : routes) {
      if (route.path().equals(path)) {
        var query = path.equals("/api/v1/timeseries") ? LAST_HOUR : Map.<String, String>of();
        try {
          return Optional.of(
              route
                  .endpoint()
                  .handle(new Call(Map.of(), query, Map.of(), new byte[0], by.caller()))
                  .body());
        } catch (ProblemException refused) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}
