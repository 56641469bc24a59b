package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.dashboard.http.Endpoint;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Request;
import dev.latchkey.runtime.rollout.PhaseChange;
import dev.latchkey.runtime.rollout.PhaseState;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** The switch that turns every phase off at once. Thread-safe. */
public final class OffEndpoint implements Endpoint {
  private final PhaseSwitches phases;

  /** Shows what it is given. */
  public OffEndpoint(PhaseSwitches phases) {
    this.phases = phases;
  }

  @Override
  public String path() {
    return "/api/v1/off";
  }

  @Override
  public Set<String> methods() {
    return Set.of("POST");
  }

  @Override
  public Reply answer(Request request) {
    PhaseChange off = new PhaseChange(Optional.of(false), OptionalInt.empty(), "api", "all off");
    ObjectNode json = Json.object();
    ArrayNode all = json.putArray("phases");
    for (PhaseState state : phases.states()) {
      all.add(Views.phase(phases.change(state.phase(), off, OptionalLong.empty())));
    }
    return Reply.json(json);
  }
}
