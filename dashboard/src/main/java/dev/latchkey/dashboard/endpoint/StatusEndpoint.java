package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.AgentInfo;
import dev.latchkey.runtime.alert.Alert;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.TargetSnapshot;
import dev.latchkey.runtime.metrics.WeavingStatus.State;
import dev.latchkey.runtime.rollout.PhaseState;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** What somebody woken at night asks first: is it well, what is on, what is this. Thread-safe. */
public final class StatusEndpoint {
  private final AgentInfo info;
  private final Metrics metrics;
  private final PhaseSwitches phases;
  private final Ticker ticker;
  private final IntSupplier clients;
  private final Supplier<List<Alert>> alerts;

  /**
   * Reads from these.
   *
   * @param clients how many dashboards are connected
   */
  public StatusEndpoint(
      AgentInfo info,
      Metrics metrics,
      PhaseSwitches phases,
      Ticker ticker,
      IntSupplier clients,
      Supplier<List<Alert>> alerts) {
    this.info = info;
    this.metrics = metrics;
    this.phases = phases;
    this.ticker = ticker;
    this.clients = clients;
    this.alerts = alerts;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(Route.read("/api/v1/status", Set.of(), call -> Reply.json(view())));
  }

  /** Which JVM this is. */
  public record Agent(
      String version, long pid, String application, String jvm, Instant startedAt) {}

  /** How many targets stand where. */
  public record TargetCounts(long total, long woven, long waiting, long switchedOff) {}

  /** The whole answer. */
  public record Status(
      Verdict verdict,
      Agent agent,
      long uptimeSeconds,
      List<String> phasesOn,
      TargetCounts targets,
      long agentErrors,
      int dashboardClients) {}

  /** Returns the state as of now. */
  public Status view() {
    var targets = metrics.targets();
    long errors = metrics.errors().total();
    return new Status(
        Verdict.of(metrics.summary(), phases.states(), targets, errors, alerts.get()),
        new Agent(info.version(), info.pid(), info.application(), info.jvm(), info.startedAt()),
        Duration.between(info.startedAt(), ticker.now()).toSeconds(),
        phases.states().stream()
            .filter(PhaseState::enabled)
            .map(state -> state.phase().id())
            .toList(),
        new TargetCounts(
            targets.size(),
            count(targets, State.WOVEN),
            count(targets, State.WAITING),
            count(targets, State.SWITCHED_OFF)),
        errors,
        clients.getAsInt());
  }

  private static long count(List<TargetSnapshot> targets, State state) {
    return targets.stream().filter(target -> target.weaving().state() == state).count();
  }
}
