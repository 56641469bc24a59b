package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.dashboard.http.Endpoint;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.dashboard.http.Parameters;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Request;
import dev.latchkey.runtime.audit.EventLog;
import java.util.Set;

/** What happened, oldest first. Thread-safe. */
public final class EventsEndpoint implements Endpoint {
  private final EventLog events;

  /** Shows what it is given. */
  public EventsEndpoint(EventLog events) {
    this.events = events;
  }

  @Override
  public String path() {
    return "/api/v1/events";
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET");
  }

  @Override
  public Reply answer(Request request) {
    ObjectNode json = Json.object();
    ArrayNode all = json.putArray("events");
    events
        .after(Parameters.number(request, "after", 0, 0, Long.MAX_VALUE))
        .forEach(event -> all.add(Views.event(event)));
    return Reply.json(json);
  }
}
