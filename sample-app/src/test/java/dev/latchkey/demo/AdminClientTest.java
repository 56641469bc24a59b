package dev.latchkey.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.demo.AdminClient.Phase;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RoutingHandler;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against an agent that answers what the interface's description says. */
class AdminClientTest {
  private static final String SUMMARY =
      """
      {"at":"2026-11-24T10:00:00Z","windowSeconds":60,
       "auth":{"count":400,"meanMillis":12.5,"p50Millis":11,"p95Millis":20,"p99Millis":30.25,"maxMillis":31},
       "ratePerSecond":20.0,"successRatio":1,"hitRatio":{"jwks":0.99,"jwt":null},
       "meanMillisByLayer":{},"connectionsOpened":400}
      """;

  private static final String STATEMENTS =
      """
      {"statements":[
       {"verb":"SELECT","shape":"select id from users where subject = ?","callsSinceStart":100},
       {"verb":"SELECT","shape":"SELECT role FROM user_roles WHERE user_id = ?","callsSinceStart":80},
       {"verb":"SELECT","shape":"select id from orders where user_id = ?","callsSinceStart":7},
       {"verb":"UPDATE","shape":"update users set last_seen = now()","callsSinceStart":9}]}
      """;

  private static final String REPORT =
      """
      {"gains":[
       {"phase":"jwks","hitRatio":0.9,"savedRatio":0.625,"atMost":0.7},
       {"phase":"jwt","hitRatio":null,"savedRatio":null,"atMost":0.1}]}
      """;

  @TempDir private Path directory;
  private final LinkedBlockingQueue<String> changes = new LinkedBlockingQueue<>();
  private String summary = SUMMARY;
  private String pools = "{\"pools\":[]}";
  private String users = "{\"targets\":[]}";
  private Undertow agent;
  private AdminClient client;

  @BeforeEach
  void start() throws Exception {
    agent =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setHandler(
                new RoutingHandler()
                    .get("/api/v1/summary", exchange -> send(exchange, summary))
                    .get("/api/v1/phases", exchange -> send(exchange, phases()))
                    .get("/api/v1/database/statements", exchange -> send(exchange, STATEMENTS))
                    .get("/api/v1/database/pools", exchange -> send(exchange, pools))
                    .get("/api/v1/caches/session", exchange -> send(exchange, users))
                    .get("/api/v1/report", exchange -> send(exchange, REPORT))
                    .add(Methods.PATCH, "/api/v1/phases/{id}", this::change))
            .build();
    agent.start();
    var address = (InetSocketAddress) agent.getListenerInfo().get(0).getAddress();
    Files.writeString(directory.resolve("token"), "s3cret\n");
    client =
        new AdminClient(
            URI.create("http://127.0.0.1:" + address.getPort()), directory.resolve("token"));
  }

  @AfterEach
  void stop() {
    agent.stop();
  }

  @Test
  void tellsWhetherAllLookupsAreServed() throws Exception {
    assertThat(client.servesUsers()).isFalse();
    users = targets("{\"loads\":0,\"state\":\"on trial\"}");
    assertThat(client.servesUsers()).isFalse();
    users = targets("{\"loads\":9,\"state\":\"serving\"},{\"loads\":1,\"state\":\"on trial\"}");
    assertThat(client.servesUsers()).isFalse();
    users = targets("{\"loads\":9,\"state\":\"serving\"},{\"loads\":0,\"state\":\"on trial\"}");
    assertThat(client.servesUsers()).isTrue();
  }

  private static String targets(String all) {
    return "{\"targets\":[" + all + "]}";
  }

  @Test
  void listsAvailablePhasesInTheirOrder() throws Exception {
    assertThat(client.availablePhases())
        .isEqualTo(List.of(new Phase("jwks", false), new Phase("jwt", true)));
  }

  @Test
  void tellsWhenConnectionsAreUsedAgain() throws Exception {
    assertThat(client.usesConnectionsAgain()).isFalse();
    pools = "{\"pools\":[{\"state\":\"learning\"}]}";
    assertThat(client.usesConnectionsAgain()).isFalse();
    pools = "{\"pools\":[{\"state\":\"refused\"},{\"state\":\"reusing\"}]}";
    assertThat(client.usesConnectionsAgain()).isTrue();
  }

  @Test
  void countsTheQueriesForUsers() throws Exception {
    assertThat(client.userQueries()).isEqualTo(180);
  }

  @Test
  void readsWhatIsPredictedAndLeavesOutWhatIsNot() throws Exception {
    assertThat(client.predictedSavings()).isEqualTo(Map.of("jwks", 0.625));
  }

  @Test
  void switchesAPhaseWithTheToken() throws Exception {
    client.turn("jwks", true);
    client.turn("jwt", false);

    assertThat(changes)
        .containsExactly(
            "jwks Bearer s3cret {\"enabled\":true,\"reason\":\"demo\",\"rollout\":100}",
            "jwt Bearer s3cret {\"enabled\":false,\"reason\":\"demo\"}");
  }

  @Test
  void readsTheFigures() throws Exception {
    assertThat(client.figures(20))
        .contains(new AuthFigures(60, new Latency(12.5, 11, 20, 30.25), Map.of("jwks", 0.99)));
  }

  @Test
  void acceptsTheWindowThatTheAgentHas() throws Exception {
    assertThat(client.window(20)).isEqualTo(60);
  }

  @Test
  void findsNoFiguresWithoutAuthentications() throws Exception {
    summary = SUMMARY.replace("\"meanMillis\":12.5", "\"meanMillis\":null");

    assertThat(client.figures(20)).isEmpty();
  }

  @Test
  void saysWhatTheAgentRefused() {
    assertThatThrownBy(() -> client.turn("pool", true))
        .isInstanceOf(DemoException.class)
        .hasMessageContaining("PATCH")
        .hasMessageContaining("/api/v1/phases/pool")
        .hasMessageContaining("409")
        .hasMessageContaining("not available");
  }

  @Test
  void saysWhichTokenFileIsMissing() throws Exception {
    Files.delete(directory.resolve("token"));

    assertThatThrownBy(() -> client.turn("jwks", true))
        .isInstanceOf(DemoException.class)
        .hasMessageContaining(directory.resolve("token").toString());
  }

  private static String phases() {
    return """
        {"phases":[
          {"id":"jwt","number":2,"available":true,"enabled":true,"rollout":100},
          {"id":"session","number":3,"available":false,"enabled":false,"rollout":100},
          {"id":"jwks","number":1,"available":true,"enabled":false,"rollout":100}]}
        """;
  }

  private void change(HttpServerExchange exchange) {
    var phase = exchange.getQueryParameters().get("id").getFirst();
    if (phase.equals("pool")) {
      exchange.setStatusCode(409);
      send(exchange, "{\"detail\":\"not available\"}");
      return;
    }
    var authorization = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
    exchange
        .getRequestReceiver()
        .receiveFullString(
            (received, body) -> {
              changes.add(phase + " " + authorization + " " + body);
              send(received, "{}");
            });
  }

  private static void send(HttpServerExchange exchange, String json) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseSender().send(json);
  }
}
