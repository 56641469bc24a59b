package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.JsonBody;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.audit.Event;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What happened and who did it. Thread-safe. */
public final class EventsEndpoint {
  private static final int LONGEST_NOTE = 200;

  private final EventLog events;

  /** Reads from this log. */
  public EventsEndpoint(EventLog events) {
    this.events = events;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(
        Route.read("/api/v1/events", Set.of("after"), this::list),
        Route.change("POST", "/api/v1/annotations", this::annotate));
  }

  /** One event. */
  public record View(long id, Instant at, String kind, String severity, String actor, String text) {
    /** Shows one event. */
    public static View of(Event event) {
      return new View(
          event.id(),
          event.at(),
          event.kind(),
          event.severity().name().toLowerCase(Locale.ROOT),
          event.actor(),
          event.text());
    }
  }

  /** Events, oldest first. */
  public record ListView(List<View> events) {}

  private Reply annotate(Call call) {
    JsonBody body = JsonBody.of(call.body(), Set.of("text"));
    String text = body.text("text", LONGEST_NOTE).orElse("").strip();
    if (text.isEmpty()) {
      body.error("/text", "what is to be noted");
    }
    body.check();
    return Reply.created(
        View.of(events.add("annotation", Severity.INFO, call.caller().actor(), text)));
  }

  private Reply list(Call call) {
    long after = call.parameter("after", 0, Long.MAX_VALUE, 0);
    return Reply.json(new ListView(events.after(after).stream().map(View::of).toList()));
  }
}
