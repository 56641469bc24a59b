package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.gate.Criterion;
import dev.latchkey.runtime.gate.Gate;
import dev.latchkey.runtime.gate.Gates;
import dev.latchkey.runtime.rollout.Phase;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether the phases bring what they are there for. Thread-safe. */
public final class GatesEndpoint {
  private final Gates gates;

  /** Shows these gates. */
  public GatesEndpoint(Gates gates) {
    this.gates = gates;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(
        Route.read("/api/v1/gates", Set.of(), call -> Reply.json(list())),
        Route.read("/api/v1/phases/{id}/gate", Set.of(), call -> Reply.json(one(call))));
  }

  /**
   * One criterion; a value that was not measured is null.
   *
   * @param wanted {@code above} or {@code below}: where the value has to be of the limit
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record CriterionView(
      String name,
      @Nullable Double value,
      String wanted,
      double limit,
      String unit,
      String verdict,
      String detail) {
    private static CriterionView of(Criterion criterion) {
      return new CriterionView(
          criterion.name(),
          Double.isFinite(criterion.value()) ? criterion.value() : null,
          criterion.wanted().name().toLowerCase(Locale.ROOT),
          criterion.limit(),
          criterion.unit(),
          criterion.verdict().id(),
          criterion.detail());
    }
  }

  /** The gate of one phase. */
  public record GateView(String phase, String verdict, List<CriterionView> criteria) {
    private static GateView of(Gate gate) {
      return new GateView(
          gate.phase().id(),
          gate.verdict().id(),
          gate.criteria().stream().map(CriterionView::of).toList());
    }
  }

  /** The gates that are computed, in the order of the phases. */
  public record ListView(List<GateView> gates) {}

  /** Returns all gates. */
  public ListView list() {
    return new ListView(gates.all().stream().map(GateView::of).toList());
  }

  private GateView one(Call call) {
    Phase phase = PhasesEndpoint.phase(call);
    return gates
        .of(phase)
        .map(GateView::of)
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.notFound(
                        "phase " + phase.id() + " has no gate: nothing is measured for it yet")));
  }
}
