package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.dashboard.http.Endpoint;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Request;
import dev.latchkey.runtime.AgentInfo;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.WeavingStatus;
import dev.latchkey.runtime.rollout.PhaseState;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import java.util.Set;

/** Which JVM this is and how the agent fares in it: cheap, for a quick look. Thread-safe. */
public final class StatusEndpoint implements Endpoint {
  private final AgentInfo info;
  private final Metrics metrics;
  private final PhaseSwitches phases;

  /** Shows what it is given. */
  public StatusEndpoint(AgentInfo info, Metrics metrics, PhaseSwitches phases) {
    this.info = info;
    this.metrics = metrics;
    this.phases = phases;
  }

  @Override
  public String path() {
    return "/api/v1/status";
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET");
  }

  @Override
  public Reply answer(Request request) {
    ObjectNode json = Json.object();
    json.put("version", info.version())
        .put("application", info.application())
        .put("pid", info.pid())
        .put("jvm", info.jvm())
        .put("startedAt", info.startedAt().toString())
        .put("phasesOn", phases.states().stream().filter(PhaseState::enabled).count())
        .put("targetsWoven", woven())
        .put("agentErrors", metrics.errors().total());
    ArrayNode errors = json.putArray("errorSites");
    metrics
        .errors()
        .sites()
        .forEach(
            site ->
                errors
                    .addObject()
                    .put("border", site.border().id())
                    .put("site", site.site())
                    .put("count", site.count())
                    .put("firstFailure", site.firstFailure()));
    return Reply.json(json);
  }

  private long woven() {
    return metrics.targets().stream()
        .filter(target -> target.weaving().state() == WeavingStatus.State.WOVEN)
        .count();
  }
}
