package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.fleet.FleetView;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The instances that share a Redis. Thread-safe. */
public final class FleetEndpoint {
  private final Supplier<Optional<FleetView>> fleet;

  /** Shows this fleet; nothing when no Redis is configured. */
  public FleetEndpoint(Supplier<Optional<FleetView>> fleet) {
    this.fleet = fleet;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(Route.read("/api/v1/fleet", Set.of(), call -> Reply.json(view())));
  }

  /**
   * All instances.
   *
   * @param configured whether a Redis is
   * @param linked whether others are heard
   * @param instances this one first
   */
  public record View(boolean configured, boolean linked, List<FleetView.Instance> instances) {}

  /** Returns all instances. */
  public View view() {
    return fleet
        .get()
        .map(seen -> new View(true, seen.linked(), seen.instances()))
        .orElseGet(() -> new View(false, false, List.of()));
  }
}
