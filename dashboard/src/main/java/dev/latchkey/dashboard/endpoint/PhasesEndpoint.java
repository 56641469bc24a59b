package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.dashboard.http.Endpoint;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Request;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import java.util.Set;

/** All phases. Thread-safe. */
public final class PhasesEndpoint implements Endpoint {
  private final PhaseSwitches phases;

  /** Shows {@code phases}. */
  public PhasesEndpoint(PhaseSwitches phases) {
    this.phases = phases;
  }

  @Override
  public String path() {
    return "/api/v1/phases";
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET");
  }

  @Override
  public Reply answer(Request request) {
    ObjectNode json = Json.object();
    ArrayNode all = json.putArray("phases");
    phases.states().forEach(state -> all.add(Views.phase(state)));
    return Reply.json(json);
  }
}
