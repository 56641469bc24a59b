package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.dashboard.recording.Bundle;
import dev.latchkey.dashboard.recording.TimeCut;
import dev.latchkey.runtime.time.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All that the dashboard shows in one file, as {@code latchkey bundle} writes it. Thread-safe; an
 * answer is made in memory, about half a megabyte.
 */
public final class BundleEndpoint {
  private final Map<String, Route> routes;
  private final String version;
  private final Ticker ticker;

  /** Puts what these routes answer into the file, those that anybody may read who may read this. */
  public BundleEndpoint(List<Route> routes, String version, Ticker ticker) {
    this.routes =
        routes.stream()
            .filter(BundleEndpoint::isReadable)
            .collect(Collectors.toMap(Route::path, Function.identity()));
    this.version = version;
    this.ticker = ticker;
  }

  private static boolean isReadable(Route route) {
    return route.method().equals("GET")
        && (route.access() == Route.Access.OPEN || route.access() == Route.Access.READ);
  }

  /** Returns the route. */
  public List<Route> routes() {
    return List.of(Route.read("/api/v1/bundle", Set.of("from", "to"), this::bundle));
  }

  private Reply bundle(Call call) {
    boolean all = call.query().isEmpty();
    long now = TimeUnit.MILLISECONDS.toSeconds(ticker.wallMillis());
    Optional<TimeCut> cut = all ? Optional.empty() : Optional.of(HistoryRange.bounds(call, now));
    var bytes = new ByteArrayOutputStream();
    try (var bundle = new Bundle(bytes, ticker.now(), version)) {
      var described = Json.read(OpenApiEndpoint.document());
      for (String path : Bundle.resources(described)) {
        var answer =
            cut.isEmpty() ? ask(path, Bundle.parameters(path), call) : ask(path, cut.get(), call);
        if (answer.isPresent()) {
          bundle.add(path, answer.get());
        }
      }
      var metrics = ask("/metrics", Map.of(), call);
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

  private Optional<byte[]> ask(String path, TimeCut cut, Call by) {
    return cut.parameters(path).stream()
        .map(parameters -> ask(cut.source(path), parameters, by))
        .flatMap(Optional::stream)
        .findFirst()
        .map(answer -> cut.of(path, answer));
  }

  /** What a resource refuses to tell has no place in the file. */
  private Optional<byte[]> ask(String path, Map<String, String> parameters, Call by) {
    Route route = routes.get(path);
    if (route == null) {
      return Optional.empty();
    }
    var call = new Call(Map.of(), parameters, Map.of(), new byte[0], by.caller());
    try {
      return Optional.of(route.endpoint().handle(call).body());
    } catch (ProblemException refused) {
      return Optional.empty();
    }
  }
}
