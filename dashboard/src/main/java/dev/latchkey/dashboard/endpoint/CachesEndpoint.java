package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.dashboard.http.Endpoint;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Request;
import dev.latchkey.runtime.store.ManagedCache;
import java.util.List;
import java.util.Set;

/** What all caches hold. Thread-safe. */
public final class CachesEndpoint implements Endpoint {
  private final List<ManagedCache> caches;

  /** Shows what it is given. */
  public CachesEndpoint(List<ManagedCache> caches) {
    this.caches = caches;
  }

  @Override
  public String path() {
    return "/api/v1/caches";
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET");
  }

  @Override
  public Reply answer(Request request) {
    ObjectNode json = Json.object();
    ArrayNode all = json.putArray("caches");
    caches.forEach(cache -> all.add(Views.cache(cache)));
    return Reply.json(json);
  }
}
