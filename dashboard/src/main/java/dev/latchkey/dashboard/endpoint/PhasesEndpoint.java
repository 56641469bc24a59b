package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.JsonBody;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.guard.Guard;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseChange;
import dev.latchkey.runtime.rollout.PhaseState;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.rollout.PhaseUnavailableException;
import dev.latchkey.runtime.rollout.StaleVersionException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The phase switches. Thread-safe. */
public final class PhasesEndpoint {
  static final int MAX_REASON = 500;
  private static final String UNAVAILABLE = "this version does not contain it";
  private static final Set<String> FIELDS = Set.of("enabled", "shadow", "rollout", "reason");

  private final PhaseSwitches phases;
  private final Guard guard;
  private final PhaseEvidence evidence;

  /**
   * Shows and changes these switches.
   *
   * @param guard judges them
   * @param evidence what speaks for a phase and against it
   */
  public PhasesEndpoint(PhaseSwitches phases, Guard guard, PhaseEvidence evidence) {
    this.evidence = evidence;
    this.phases = phases;
    this.guard = guard;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(
        Route.read("/api/v1/phases", Set.of(), call -> Reply.json(list())),
        Route.read("/api/v1/phases/{id}", Set.of(), call -> one(phase(call))),
        Route.change("PATCH", "/api/v1/phases/{id}", this::change),
        Route.change("POST", "/api/v1/off", this::allOff));
  }

  /**
   * One phase.
   *
   * @param reason why the phase cannot be switched on; left out when it can
   * @param shadow whether it fills its cache and compares without serving
   * @param guard how it is judged
   * @param checks what comparisons have shown; left out for a phase that keeps no answers
   * @param forecast what it would bring, as seen while it was off, beside what it brings
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record View(
      String id,
      int number,
      boolean available,
      @Nullable String reason,
      boolean enabled,
      boolean shadow,
      int rollout,
      long version,
      Instant changedAt,
      String changedBy,
      RolloutView guard,
      PhaseEvidence.@Nullable Checks checks,
      PhaseEvidence.@Nullable ForecastView forecast) {
    /** Shows one state. */
    static View of(dev.latchkey.runtime.guard.RolloutView judged, PhaseEvidence evidence) {
      PhaseState state = judged.state();
      return new View(
          state.phase().id(),
          state.phase().number(),
          state.available(),
          state.available() ? null : UNAVAILABLE,
          state.enabled(),
          state.shadow(),
          state.rolloutPercent(),
          state.version(),
          state.changedAt(),
          state.changedBy(),
          RolloutView.of(judged),
          evidence.checks(state.phase()).orElse(null),
          evidence.forecast(judged).orElse(null));
    }

    /** Returns the entity tag without quotes. */
    String tag() {
      return "p-" + id + "-" + version;
    }
  }

  /** All phases in the order of their numbers. */
  public record ListView(List<View> phases) {}

  /** Returns all phases. */
  public ListView list() {
    return new ListView(Arrays.stream(Phase.values()).map(this::view).toList());
  }

  private View view(Phase phase) {
    return View.of(guard.view(phase), evidence);
  }

  Reply one(Phase phase) {
    var view = view(phase);
    return Reply.json(view).with("ETag", "\"" + view.tag() + "\"");
  }

  /** Returns the phase that a call names. */
  static Phase phase(Call call) {
    return Phase.of(call.variable("id"))
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.notFound(
                        "there is no such phase; there are "
                            + Arrays.stream(Phase.values())
                                .map(Phase::id)
                                .collect(Collectors.joining(", ")))));
  }

  private Reply change(Call call) {
    var phase = phase(call);
    var body = JsonBody.of(call.body(), FIELDS);
    var enabled = body.bool("enabled");
    var shadow = body.bool("shadow");
    var rollout = body.integer("rollout", 0, 100);
    var reason = body.text("reason", MAX_REASON).orElse("");
    body.check();
    if (enabled.isEmpty() && shadow.isEmpty() && rollout.isEmpty()) {
      throw new ProblemException(
          Problem.validation("", "the body changes nothing; give enabled, shadow or rollout"));
    }
    if (enabled.orElse(false) && shadow.orElse(false)) {
      throw new ProblemException(
          Problem.validation("/shadow", "a phase is enabled or in shadow, not both"));
    }
    if (shadow.orElse(false) && !phase.keepsAnswers()) {
      throw new ProblemException(
          Problem.validation(
              "/shadow",
              "phase " + phase.id() + " has none: a connection is no answer to be compared"));
    }
    return change(
        phase,
        new PhaseChange(enabled, shadow, rollout, call.caller().actor(), reason),
        expectedVersion(call, phase));
  }

  private Reply change(Phase phase, PhaseChange change, OptionalLong expected) {
    try {
      phases.change(phase, change, expected);
      return one(phase);
    } catch (StaleVersionException e) {
      throw stale(phase);
    } catch (PhaseUnavailableException e) {
      throw unavailable(phase);
    }
  }

  static ProblemException unavailable(Phase phase) {
    return new ProblemException(
        Problem.conflict("phase " + phase.id() + " cannot be switched on: " + UNAVAILABLE));
  }

  /** Asks for no version and may be repeated: whoever presses it wants everything off now. */
  private Reply allOff(Call call) {
    var body = JsonBody.of(call.body(), Set.of("reason"));
    var reason = body.text("reason", MAX_REASON).orElse("");
    body.check();
    for (var phase : Phase.values()) {
      phases.change(
          phase,
          new PhaseChange(
              Optional.of(false),
              Optional.of(false),
              OptionalInt.empty(),
              call.caller().actor(),
              reason.isEmpty() ? "all off" : "all off, " + reason),
          OptionalLong.empty());
    }
    return Reply.json(list());
  }

  OptionalLong expectedVersion(Call call, Phase phase) {
    var condition = call.header("if-match");
    if (condition.isEmpty() || condition.get().equals("*")) {
      return OptionalLong.empty();
    }
    var match = Pattern.compile("\"p-" + phase.id() + "-(\\d{1,18})\"").matcher(condition.get());
    if (!match.matches()) {
      throw stale(phase);
    }
    return OptionalLong.of(Long.parseLong(match.group(1)));
  }

  ProblemException stale(Phase phase) {
    var current = view(phase);
    return new ProblemException(
        Problem.stale(
            "phase "
                + current.id()
                + " was changed by "
                + current.changedBy()
                + "; look at the current state and repeat the change",
            current));
  }
}
