package dev.latchkey.dashboard.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.dashboard.endpoint.Views;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.runtime.AgentInfo;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.audit.Event;
import dev.latchkey.runtime.metrics.SeriesInfo;
import dev.latchkey.runtime.metrics.SeriesStore;
import dev.latchkey.runtime.metrics.Tick;
import dev.latchkey.runtime.rollout.PhaseState;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.websockets.WebSocketConnectionCallback;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.protocol.version13.Hybi13Handshake;
import io.undertow.websockets.spi.WebSocketHttpExchange;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The WebSocket that pages follow: a greeting, then what has changed each second. Sub-protocol
 * {@code latchkey.v1}.
 *
 * <p>Thread-safe. A client that reads slowly is told the union of what it missed when it is ready
 * again, so that what a client costs is bounded however slow it is.
 */
public final class LiveFeed implements HttpHandler, WebSocketConnectionCallback, AutoCloseable {
  private static final String PROTOCOL = "latchkey.v1";
  private static final int MOST_CLIENTS = 16;

  private final AgentInfo info;
  private final SeriesStore series;
  private final Set<LiveClient> clients = ConcurrentHashMap.newKeySet();
  private final HttpHandler handshake =
      new WebSocketProtocolHandshakeHandler(
          List.of(new Hybi13Handshake(Set.of(PROTOCOL), false)), this);

  /** Follows {@code runtime} from now on. */
  public LiveFeed(AgentInfo info, LatchkeyRuntime runtime) {
    this.info = info;
    series = runtime.metrics().series();
    series.onTick(tick -> clients.forEach(LiveClient::wake));
    runtime.events().onEvent(event -> clients.forEach(client -> client.tell(event(event))));
    runtime.phases().onChange(state -> clients.forEach(client -> client.tell(state(state))));
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    handshake.handleRequest(exchange);
  }

  @Override
  public void onConnect(WebSocketHttpExchange exchange, WebSocketChannel channel) {
    if (clients.size() >= MOST_CLIENTS) {
      LiveClient.refuse(channel, "too many dashboards are open");
      return;
    }
    Map<String, List<String>> query = exchange.getRequestParameters();
    long after = series.epoch().equals(first(query, "epoch")) ? number(first(query, "after")) : -1;
    LiveClient client =
        new LiveClient(channel, series, after < 0 ? series.lastSeq() : after, clients::remove);
    clients.add(client);
    client.tell(hello(after >= 0));
    client.wake();
  }

  @Override
  public void close() {
    clients.forEach(LiveClient::close);
  }

  private ObjectNode hello(boolean resumed) {
    ObjectNode json = Json.object().put("type", "hello").put("epoch", series.epoch());
    json.put("seq", series.lastSeq()).put("resumed", resumed).put("tickMillis", 1000);
    ArrayNode infos = json.putArray("series");
    for (SeriesInfo each : series.schema()) {
      infos.addObject().put("id", each.id()).put("unit", each.unit());
    }
    json.putObject("server")
        .put("version", info.version())
        .put("startedAt", info.startedAt().toString());
    return json;
  }

  static ObjectNode ticks(List<Tick> ticks) {
    ObjectNode json = Json.object().put("type", "ticks");
    ArrayNode items = json.putArray("items");
    for (Tick tick : ticks) {
      ArrayNode values =
          items.addObject().put("seq", tick.seq()).put("t", tick.epochSecond()).putArray("v");
      for (double value : tick.values()) {
        Json.add(values, value);
      }
    }
    return json;
  }

  private static ObjectNode event(Event event) {
    ObjectNode json = Json.object().put("type", "event");
    json.set("event", Views.event(event));
    return json;
  }

  private static ObjectNode state(PhaseState state) {
    ObjectNode json =
        Json.object().put("type", "state").put("resource", "/api/v1/phases/" + state.phase().id());
    json.set("body", Views.phase(state));
    return json;
  }

  private static String first(Map<String, List<String>> query, String name) {
    List<String> values = query.get(name);
    return values == null || values.isEmpty() ? "" : values.get(0);
  }

  private static long number(String text) {
    return !text.isEmpty() && text.length() < 19 && text.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Long.parseLong(text)
        : -1;
  }
}
