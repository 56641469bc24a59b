package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.JsonBody;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.config.GuardConfig;
import dev.latchkey.runtime.guard.Guard;
import dev.latchkey.runtime.guard.Plan;
import dev.latchkey.runtime.guard.RefusedException;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseUnavailableException;
import dev.latchkey.runtime.rollout.StaleVersionException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/** The plans of phases. Thread-safe. */
public final class RolloutsEndpoint {
  private static final int WHOLE = 100;
  private static final Set<String> PLAN_FIELDS = Set.of("plan", "holdBack", "reason");

  private final Guard guard;
  private final PhasesEndpoint phases;
  private final Supplier<GuardConfig> defaults;

  /**
   * Leads rollouts by this guard.
   *
   * @param phases shows the phases
   * @param defaults what a plan is when the body does not say
   */
  public RolloutsEndpoint(Guard guard, PhasesEndpoint phases, Supplier<GuardConfig> defaults) {
    this.guard = guard;
    this.phases = phases;
    this.defaults = defaults;
  }

  /** What is to be done with a phase. */
  @FunctionalInterface
  private interface Command {
    void run(Phase phase, String actor, String reason, OptionalLong expectedVersion);
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(
        Route.change("POST", "/api/v1/phases/{id}/rollout", this::begin),
        command("pause", guard::pause),
        command("resume", guard::resume),
        command("advance", guard::advance),
        command("rollback", guard::rollBack),
        Route.change("POST", "/api/v1/rollback", this::rollBackAll));
  }

  private Route command(String name, Command command) {
    return Route.change(
        "POST",
        "/api/v1/phases/{id}/" + name,
        call -> run(call, JsonBody.of(call.body(), Set.of("reason")), command));
  }

  private Reply begin(Call call) {
    JsonBody body = JsonBody.of(call.body(), PLAN_FIELDS);
    GuardConfig known = defaults.get();
    List<Integer> steps = body.integers("plan", 1, WHOLE, Plan.MOST_STEPS).orElseGet(known::steps);
    int holdBack =
        body.integer("holdBack", 0, GuardConfig.MAX_HOLD_BACK)
            .orElse((int) Math.round(known.holdBackRatio() * WHOLE));
    return run(
        call,
        body,
        (phase, actor, reason, expected) ->
            guard.begin(phase, plan(steps, holdBack), actor, reason, expected));
  }

  private static Plan plan(List<Integer> steps, int holdBack) {
    try {
      return new Plan(steps, holdBack);
    } catch (IllegalArgumentException wrong) {
      throw new ProblemException(Problem.validation("/plan", String.valueOf(wrong.getMessage())));
    }
  }

  private Reply run(Call call, JsonBody body, Command command) {
    Phase phase = PhasesEndpoint.phase(call);
    String reason = reason(body);
    body.check();
    try {
      command.run(phase, call.caller().actor(), reason, phases.expectedVersion(call, phase));
    } catch (StaleVersionException stale) {
      throw phases.stale(phase);
    } catch (PhaseUnavailableException unavailable) {
      throw PhasesEndpoint.unavailable(phase);
    } catch (RefusedException refused) {
      throw new ProblemException(Problem.conflict(String.valueOf(refused.getMessage())));
    }
    return phases.one(phase);
  }

  /** Asks for no version and may be repeated, as turning all off. */
  private Reply rollBackAll(Call call) {
    JsonBody body = JsonBody.of(call.body(), Set.of("reason"));
    String reason = reason(body);
    body.check();
    for (Phase phase : Phase.values()) {
      guard.rollBack(phase, call.caller().actor(), reason, OptionalLong.empty());
    }
    return Reply.json(phases.list());
  }

  private static String reason(JsonBody body) {
    return body.text("reason", PhasesEndpoint.MAX_REASON).orElse("");
  }
}
