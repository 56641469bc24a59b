package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.JsonBody;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.alert.Alert;
import dev.latchkey.runtime.alert.Alerts;
import dev.latchkey.runtime.alert.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What makes itself heard, and who has heard it. Thread-safe. */
public final class AlertsEndpoint {
  private static final int USUAL_MINUTES = 60;

  private final Alerts alerts;

  /** Shows and changes these. */
  public AlertsEndpoint(Alerts alerts) {
    this.alerts = alerts;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(
        Route.read("/api/v1/alerts", Set.of(), call -> Reply.json(view())),
        Route.change("POST", "/api/v1/alerts/{id}/ack", this::acknowledge),
        Route.change("POST", "/api/v1/alerts/{id}/silence", this::silence),
        Route.change("POST", "/api/v1/alerts/{id}/unsilence", this::unsilence));
  }

  /** One alert. */
  public record View(
      String id,
      String rule,
      String severity,
      String state,
      String text,
      Instant since,
      @Nullable String acknowledgedBy,
      @Nullable Instant silencedUntil) {
    static View of(Alert alert) {
      return new View(
          alert.id(),
          alert.rule(),
          alert.severity().id(),
          alert.state().id(),
          alert.sentence(),
          alert.since(),
          alert.acknowledgedBy().orElse(null),
          alert.silencedUntil().orElse(null));
    }
  }

  /**
   * All alerts, those that fire first.
   *
   * @param firing how many fire and were seen by nobody
   * @param webhook how messages fare
   */
  public record ListView(long firing, List<View> alerts, Delivery webhook) {}

  /** Returns how all alerts stand. */
  public ListView view() {
    List<Alert> all = alerts.alerts();
    return new ListView(
        all.stream().filter(alert -> alert.state() == Alert.State.FIRING).count(),
        all.stream().map(View::of).toList(),
        alerts.delivery());
  }

  private Reply acknowledge(Call call) {
    String id = known(call);
    String reason = reason(JsonBody.of(call.body(), Set.of("reason")));
    if (!alerts.acknowledge(id, call.caller().actor(), reason)) {
      throw new ProblemException(
          Problem.conflict("alert " + id + " does not fire, so there is nothing to acknowledge"));
    }
    return one(id);
  }

  private Reply silence(Call call) {
    String id = known(call);
    JsonBody body = JsonBody.of(call.body(), Set.of("minutes", "reason"));
    int most = (int) Alerts.LONGEST_SILENCE.toMinutes();
    int minutes = body.integer("minutes", 1, most).orElse(USUAL_MINUTES);
    String reason = reason(body);
    alerts.silence(id, Duration.ofMinutes(minutes), call.caller().actor(), reason);
    return one(id);
  }

  private Reply unsilence(Call call) {
    String id = known(call);
    String reason = reason(JsonBody.of(call.body(), Set.of("reason")));
    alerts.silence(id, Duration.ZERO, call.caller().actor(), reason);
    return one(id);
  }

  private static String reason(JsonBody body) {
    String reason = body.text("reason", PhasesEndpoint.MAX_REASON).orElse("");
    body.check();
    return reason;
  }

  private String known(Call call) {
    String id = call.variable("id");
    return alerts.alert(id).map(Alert::id).orElseThrow(AlertsEndpoint::missing);
  }

  private Reply one(String id) {
    return Reply.json(View.of(alerts.alert(id).orElseThrow(AlertsEndpoint::missing)));
  }

  private static ProblemException missing() {
    return new ProblemException(
        Problem.notFound("there is no such alert; /api/v1/alerts lists them"));
  }
}
