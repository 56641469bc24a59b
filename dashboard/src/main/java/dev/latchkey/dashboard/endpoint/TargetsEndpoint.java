package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.dashboard.http.Endpoint;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Request;
import dev.latchkey.runtime.metrics.Metrics;
import java.util.Set;

/** What is woven, with counts and times. Thread-safe. */
public final class TargetsEndpoint implements Endpoint {
  private final Metrics metrics;

  /** Shows what it is given. */
  public TargetsEndpoint(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public String path() {
    return "/api/v1/targets";
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET");
  }

  @Override
  public Reply answer(Request request) {
    ObjectNode json = Json.object();
    ArrayNode all = json.putArray("targets");
    metrics.targets().forEach(target -> all.add(Views.target(target)));
    return Reply.json(json);
  }
}
