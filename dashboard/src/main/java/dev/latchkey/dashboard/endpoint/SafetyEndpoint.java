package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.safety.SafetyReport;
import dev.latchkey.runtime.safety.SafetyReport.OptIn;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** For how long at most a kept answer may be untrue: safety rules I-4 and F-5. Thread-safe. */
public final class SafetyEndpoint {
  private final Supplier<SafetyReport> safety;

  /** Shows this. */
  public SafetyEndpoint(Supplier<SafetyReport> safety) {
    this.safety = safety;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(Route.read("/api/v1/safety", Set.of(), call -> Reply.json(view())));
  }

  /** One fact and how long it may be answered as it was. */
  public record Bound(String fact, String text, long mostMillis, String because) {}

  /** All of it. */
  public record View(
      List<String> serving, List<Bound> bounds, List<String> assumePure, List<OptIn> optIns) {}

  private View view() {
    SafetyReport report = safety.get();
    return new View(
        report.serving().stream().map(Phase::id).toList(),
        report.bounds().stream().map(SafetyEndpoint::bound).toList(),
        report.assumePure(),
        report.optIns());
  }

  private static Bound bound(SafetyReport.Bound each) {
    return new Bound(each.fact().id(), each.fact().text(), each.most().toMillis(), each.because());
  }
}
