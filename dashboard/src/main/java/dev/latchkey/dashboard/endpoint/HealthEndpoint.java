package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Liveness and readiness of the agent, not of the application: they never belong in the
 * application's own probes. Thread-safe.
 */
public final class HealthEndpoint {
  private final BooleanSupplier ready;

  /** Asks {@code ready} whether the agent has begun to measure. */
  public HealthEndpoint(BooleanSupplier ready) {
    this.ready = ready;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(
        Route.open("/healthz", call -> Reply.json(new Health("ok"))),
        Route.open("/readyz", call -> readiness()));
  }

  /** What a probe reads. */
  public record Health(String status) {}

  private Reply readiness() {
    return ready.getAsBoolean()
        ? Reply.json(new Health("ready"))
        : Reply.problem(Problem.busy("the agent has not begun to measure"));
  }
}
