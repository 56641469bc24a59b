package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Endpoint;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Request;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.store.ManagedCache;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What one layer's cache holds, and the way to drop it. Thread-safe. */
public final class CacheEndpoint implements Endpoint {
  private final List<ManagedCache> caches;
  private final EventLog events;

  /** Shows what it is given. */
  public CacheEndpoint(List<ManagedCache> caches, EventLog events) {
    this.caches = caches;
    this.events = events;
  }

  @Override
  public String path() {
    return "/api/v1/caches/{layer}";
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET", "DELETE");
  }

  @Override
  public Reply answer(Request request) {
    ManagedCache cache =
        caches.stream()
            .filter(each -> each.layer().id().equals(request.parameter()))
            .findFirst()
            .orElseThrow(() -> Problem.notFound("Layers with a cache are " + layers() + "."));
    if (request.method().equals("DELETE")) {
      long removed = cache.invalidateAll();
      events.add(
          "cache.invalidated",
          Severity.INFO,
          "api",
          "The cache of layer " + cache.layer().id() + " was dropped, " + removed + " entries.");
      return Reply.json(Json.object().put("removed", removed));
    }
    return Reply.json(Views.cache(cache));
  }

  private String layers() {
    return caches.stream().map(cache -> cache.layer().id()).collect(Collectors.joining(", "));
  }
}
