package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.JsonBody;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.Problem.FieldError;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.TargetControl;
import dev.latchkey.runtime.TargetRefusedException;
import dev.latchkey.runtime.metrics.LatencySummary;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.TargetInfo;
import dev.latchkey.runtime.metrics.TargetSnapshot;
import dev.latchkey.runtime.metrics.WovenMethod;
import dev.latchkey.runtime.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What is woven, and what came of it. Thread-safe. */
public final class TargetsEndpoint {
  private static final String ONE = "/api/v1/targets/{name}";

  private final Metrics metrics;
  private final TargetControl control;
  private final Revision revision;

  /** Reads from these metrics and leaves changes to {@code control}. */
  public TargetsEndpoint(Metrics metrics, TargetControl control, Ticker ticker) {
    this.metrics = metrics;
    this.control = control;
    revision = new Revision("targets", this::content, ticker);
  }

  /** What the application measures by itself has a dot in its name, and nobody else makes it. */
  private Set<TargetInfo> content() {
    return metrics.targets().stream()
        .map(TargetSnapshot::info)
        .filter(info -> info.name().indexOf('.') < 0)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(
        Route.read("/api/v1/targets", Set.of(), call -> revision.tagged(Reply.json(view()))),
        Route.read(ONE, Set.of(), call -> revision.tagged(Reply.json(one(call.variable("name"))))),
        new Route("POST", "/api/v1/targets:validate", Route.Access.ASK, Set.of(), this::validate),
        Route.administer("POST", "/api/v1/targets", call -> revision.change(call, () -> add(call))),
        Route.administer("DELETE", ONE, call -> revision.change(call, () -> remove(call))));
  }

  /** One target. */
  public record View(
      String name,
      String layer,
      @JsonProperty("class") String className,
      String method,
      String match,
      String source,
      String state,
      String reason,
      List<Woven> woven,
      long calls,
      long errors,
      Map<String, Long> outcomes,
      LatencySummary latency) {
    private static View of(TargetSnapshot target) {
      var info = target.info();
      return new View(
          info.name(),
          info.layer().id(),
          info.className(),
          info.method(),
          info.match(),
          info.source(),
          target.weaving().state().name().toLowerCase(Locale.ROOT),
          target.weaving().reason(),
          target.weaving().woven().stream().map(Woven::of).toList(),
          target.calls(),
          target.errors(),
          SummaryEndpoint.byOutcome(target.outcomes()),
          target.latency());
    }
  }

  /** One woven method. */
  public record Woven(
      @JsonProperty("class") String className,
      String method,
      String loader,
      String jar,
      String version) {
    /** Returns what is told of a method. */
    public static Woven of(WovenMethod method) {
      return new Woven(
          method.className(), method.method(), method.loader(), method.jar(), method.version());
    }
  }

  /**
   * What a target would match now.
   *
   * @param addable whether adding it would be refused
   * @param state as of a target that is there
   * @param reason why nothing is woven, or what is to be said of it
   * @param woven what would be
   */
  public record Preview(
      String name, boolean addable, String state, String reason, List<Woven> woven) {
    private static Preview of(TargetControl.Preview preview) {
      var status = preview.status();
      return new Preview(
          preview.name(),
          preview.isAddable(),
          status.state().name().toLowerCase(Locale.ROOT),
          status.reason(),
          status.woven().stream().map(Woven::of).toList());
    }
  }

  /** All targets in the order of registration. */
  public record ListView(List<View> targets) {}

  /** Returns all targets. */
  public ListView view() {
    return new ListView(metrics.targets().stream().map(View::of).toList());
  }

  private View one(String name) {
    return metrics.targets().stream()
        .filter(target -> target.info().name().equals(name))
        .findFirst()
        .map(View::of)
        .orElseThrow(TargetsEndpoint::unknown);
  }

  private static String item(Call call) {
    JsonBody.checkObject(call.body());
    return call.body().length == 0 ? "{}" : new String(call.body(), StandardCharsets.UTF_8);
  }

  /** The body is read by the reader of the configuration file, for the same rules and words. */
  private Reply add(Call call) {
    try {
      return Reply.created(one(control.add(item(call), call.caller().actor())));
    } catch (TargetRefusedException refused) {
      throw new ProblemException(problem(refused));
    }
  }

  private Reply validate(Call call) {
    try {
      return Reply.json(Preview.of(control.validate(item(call))));
    } catch (TargetRefusedException refused) {
      throw new ProblemException(problem(refused));
    }
  }

  private Reply remove(Call call) {
    JsonBody.of(call.body(), Set.of()).check();
    try {
      if (control.remove(call.variable("name"), call.caller().actor())) {
        return Reply.noContent();
      }
    } catch (TargetRefusedException refused) {
      throw new ProblemException(problem(refused));
    }
    throw unknown();
  }

  private static ProblemException unknown() {
    return new ProblemException(
        Problem.notFound("there is no target of that name; /api/v1/targets lists what there is"));
  }

  private static Problem problem(TargetRefusedException refused) {
    String reason = String.valueOf(refused.getMessage());
    return switch (refused.kind()) {
      case INVALID ->
          Problem.validation(refused.problems().stream().map(TargetsEndpoint::fieldError).toList());
      case NAME_TAKEN -> Problem.conflict(reason);
      case NOT_WOVEN -> Problem.notWoven(reason);
    };
  }

  private static FieldError fieldError(dev.latchkey.runtime.config.Problem problem) {
    return new FieldError(Pointers.of(problem.path()), problem.id() + " " + problem.text());
  }
}
