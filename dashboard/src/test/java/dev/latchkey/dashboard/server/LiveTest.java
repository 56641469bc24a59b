package dev.latchkey.dashboard.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseChange;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live feed as a page sees it. */
class LiveTest {
  private static final long LIMIT_SECONDS = 20;
  private static final int MOST_CLIENTS = 16;

  @TempDir private File folder;
  private RunningServer server;
  private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();

  @BeforeEach
  void start() {
    server = new RunningServer(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void greetsAndThenTellsEachSecond() throws InterruptedException {
    WebSocket socket = connect("");
    JsonNode hello = next();
    assertThat(socket.getSubprotocol()).isEqualTo("latchkey.v1");
    assertThat(hello.path("type").asText()).isEqualTo("hello");
    assertThat(hello.path("seq").asLong()).isEqualTo(1);
    assertThat(hello.path("resumed").asBoolean()).isFalse();
    assertThat(hello.at("/server/version").asText()).isEqualTo("0.1.0");

    server.runtime().metrics().tick();
    JsonNode second = next();
    server.runtime().metrics().tick();
    JsonNode third = next();

    assertThat(second.path("type").asText()).isEqualTo("ticks");
    assertThat(second.at("/items/0/seq").asLong()).isEqualTo(2);
    assertThat(second.at("/items/0/v")).hasSameSizeAs(hello.path("series"));
    assertThat(third.at("/items/0/seq").asLong()).isEqualTo(3);
    socket.abort();
  }

  @Test
  void sendsWhatWasMissedToAPageThatReturns() throws InterruptedException {
    String epoch = server.runtime().metrics().series().epoch();
    server.runtime().metrics().tick();
    server.runtime().metrics().tick();

    WebSocket socket = connect("?epoch=" + epoch + "&after=1");

    assertThat(next().path("resumed").asBoolean()).isTrue();
    JsonNode ticks = next();
    assertThat(ticks.path("items")).hasSize(2);
    assertThat(ticks.at("/items/0/seq").asLong()).isEqualTo(2);
    socket.abort();
  }

  @Test
  void startsAfreshForAPageOfAnotherRun() throws InterruptedException {
    WebSocket socket = connect("?epoch=another&after=0");
    assertThat(next().path("resumed").asBoolean()).isFalse();
    socket.abort();
  }

  @Test
  void tellsAChangeOfAPhaseAsStateAndAsEvent() throws InterruptedException {
    WebSocket socket = connect("");
    next();

    server
        .runtime()
        .phases()
        .change(
            Phase.JWKS,
            new PhaseChange(Optional.of(true), OptionalInt.of(10), "test", "try"),
            OptionalLong.empty());

    JsonNode state = next();
    assertThat(state.path("type").asText()).isEqualTo("state");
    assertThat(state.path("resource").asText()).isEqualTo("/api/v1/phases/jwks");
    assertThat(state.at("/body/enabled").asBoolean()).isTrue();
    JsonNode event = next();
    assertThat(event.path("type").asText()).isEqualTo("event");
    assertThat(event.at("/event/kind").asText()).isEqualTo("phase.changed");
    socket.abort();
  }

  @Test
  @DisplayName("X-4 a page of another site cannot follow")
  void refusesAPageOfAnotherSite() {
    assertThatThrownBy(() -> open("", "Origin", "http://evil.example"))
        .cause()
        .isInstanceOf(WebSocketHandshakeException.class)
        .extracting(thrown -> ((WebSocketHandshakeException) thrown).getResponse().statusCode())
        .isEqualTo(403);
  }

  @Test
  void refusesOneMoreThanItServesUntilAnotherLeaves() throws InterruptedException {
    List<WebSocket> served = new ArrayList<>();
    for (int i = 0; i < MOST_CLIENTS; i++) {
      served.add(connect(""));
      assertThat(next().path("type").asText()).isEqualTo("hello");
    }

    connect("");
    JsonNode refusal = next();
    assertThat(refusal.path("type").asText()).isEqualTo("closed");
    assertThat(refusal.path("status").asInt()).isEqualTo(1013);

    served.get(0).abort();
    await()
        .untilAsserted(
            () -> {
              connect("");
              assertThat(next().path("type").asText()).isEqualTo("hello");
            });
    served.forEach(WebSocket::abort);
  }

  @Test
  void endsWithTheServer() throws InterruptedException {
    connect("");
    next();
    server.close();
    assertThat(next().path("type").asText()).isEqualTo("closed");
  }

  private WebSocket connect(String query) {
    return open(query, "X-Test", "none");
  }

  private WebSocket open(String query, String header, String value) {
    return HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .subprotocols("latchkey.v1")
        .header(header, value)
        .buildAsync(
            URI.create("ws://127.0.0.1:" + server.port() + "/api/v1/live" + query), new Listener())
        .join();
  }

  private JsonNode next() throws InterruptedException {
    JsonNode frame = frames.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
    assertThat(frame).isNotNull();
    return frame;
  }

  /** Puts whole frames, and the end, where the test waits for them. */
  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          frames.add(Json.read(text.toString()));
        } catch (IOException broken) {
          throw new UncheckedIOException(broken);
        }
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      frames.add(Json.object().put("type", "closed").put("status", status));
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      frames.add(Json.object().put("type", "closed"));
    }
  }
}
