package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.coherence.CoherenceView;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** What fell with what, and how long answers live: phase 5. Thread-safe. */
public final class CoherenceEndpoint {
  private final Supplier<CoherenceView> coherence;

  /** Shows this. */
  public CoherenceEndpoint(Supplier<CoherenceView> coherence) {
    this.coherence = coherence;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(Route.read("/api/v1/coherence", Set.of(), call -> Reply.json(view())));
  }

  /**
   * All of it.
   *
   * @param fell what fell with something else since the start
   * @param violations whole answers that differed from the application's own
   */
  public record View(boolean on, Fell fell, long violations, List<CoherenceView.Life> lives) {}

  /** How much fell. */
  public record Fell(
      long keysGone,
      long tokensWithKeys,
      long usersWithKeys,
      long tokensWithUsers,
      long usersWithTokens) {}

  /** Returns what is shown. */
  public View view() {
    var seen = coherence.get();
    var figures = seen.figures();
    return new View(
        seen.on(),
        new Fell(
            figures.keysGone(),
            figures.tokensWithKeys(),
            figures.usersWithKeys(),
            figures.tokensWithUsers(),
            figures.usersWithTokens()),
        figures.violations(),
        seen.lives());
  }
}
