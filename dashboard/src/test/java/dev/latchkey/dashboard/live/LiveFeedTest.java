package dev.latchkey.dashboard.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.latchkey.dashboard.TestServer;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseChange;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The feed over real sockets. */
class LiveFeedTest {
  private TestServer server;

  @BeforeEach
  void start(@TempDir File directory) throws IOException {
    server = new TestServer(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Client connect() {
    var client = new Client();
    client.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .subprotocols(LiveFeed.PROTOCOL)
            .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/api/v1/live"), client)
            .join();
    return client;
  }

  @Test
  void pushesTheResourcesTheTicksAndTheEvents() {
    var client = connect();
    client.awaits("\"type\":\"hello\"");
    client.awaits("\"resource\":\"/api/v1/targets\"");
    server.app().second(5);
    client.awaits("\"type\":\"ticks\"");
    server
        .app()
        .phases()
        .change(
            Phase.JWKS,
            new PhaseChange(Optional.of(true), OptionalInt.of(10), "api", "try"),
            OptionalLong.empty());
    client.awaits("Phase jwks is on for 10 % of subjects: try");
    client.awaits("\"enabled\":true,\"shadow\":false,\"rollout\":10");
    assertThat(server.http().get("/api/v1/status").json().path("dashboardClients").asInt())
        .isEqualTo(1);
  }

  @Test
  void hasRoomForSixteen() {
    for (int i = 0; i < LiveFeed.MAX_CLIENTS; i++) {
      connect().awaits("\"type\":\"hello\"");
    }
    assertThat(catchThrowableOfType(CompletionException.class, this::connect))
        .hasMessageContaining("WebSocketHandshakeException");
  }

  @Test
  void closesOnFramesThatAreTooLong() {
    var client = connect();
    client.awaits("\"type\":\"hello\"");
    client.socket.sendText("x".repeat(5000), true);
    await().until(() -> client.ended);
    await()
        .until(
            () -> server.http().get("/api/v1/status").json().path("dashboardClients").asInt() == 0);
  }

  @Test
  void endsWithTheServer() {
    var client = connect();
    client.awaits("\"type\":\"hello\"");
    server.close();
    await().until(() -> client.ended);
  }

  private static final class Client implements WebSocket.Listener {
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final StringBuilder part = new StringBuilder();
    private WebSocket socket;
    private volatile boolean ended;

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        messages.add(part.toString());
        part.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      ended = true;
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      ended = true;
    }

    void awaits(String text) {
      await()
          .untilAsserted(
              () -> assertThat(messages).anySatisfy(message -> assertThat(message).contains(text)));
    }
  }
}
