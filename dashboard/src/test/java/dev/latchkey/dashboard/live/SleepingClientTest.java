package dev.latchkey.dashboard.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.dashboard.SimulatedApp;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseChange;
import io.undertow.Undertow;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xnio.Options;

/** A dashboard on a computer that sleeps: its connection stays, and nobody reads. */
class SleepingClientTest {
  private static final int BODY = 100_000;
  private static final int SOCKET_BUFFER = 64 * 1024;
  private static final int MEGABYTE = 1_000_000;
  private static final int POLLS_WITHOUT_NEWS = 200;

  private final SimulatedApp app = new SimulatedApp(Instant.parse("2026-11-24T12:00:00Z"));
  private final AtomicInteger connected = new AtomicInteger();
  private final AtomicLong made = new AtomicLong();
  private LiveFeed feed;
  private Undertow server;
  private int changes;
  private int pollsWithoutNews;
  private long madeBefore;

  @BeforeEach
  void start() {
    var resource = new LiveResource("/api/v1/summary", 0, true, this::body);
    var source =
        new LiveSource(
            app.services().info(),
            app.metrics().series(),
            app.events(),
            List.of(resource),
            app.ticker());
    feed = new LiveFeed(source, app.phases(), app.metrics().errors(), connected);
    feed.start();
    server =
        Undertow.builder()
            .setIoThreads(1)
            .setWorkerThreads(1)
            .setSocketOption(Options.SEND_BUFFER, SOCKET_BUFFER)
            .addHttpListener(0, "127.0.0.1")
            .setHandler(
                exchange ->
                    feed.handshake(new Position("", 0, OptionalLong.empty()), () -> true)
                        .handleRequest(exchange))
            .build();
    server.start();
  }

  @AfterEach
  void stop() {
    feed.close();
    server.stop();
  }

  private Object body() {
    made.addAndGet(BODY);
    return Map.of("big", "x".repeat(BODY));
  }

  @Test
  void costsLessThanAMegabyteAndIsDropped() throws IOException {
    try (var client = new Socket()) {
      connect(client);
      await().until(() -> connected.get() == 1);
      await().pollInterval(Duration.ofMillis(5)).until(this::nothingLeavesAnyMore);
      assertThat((long) changes * BODY).as("what there was to tell").isGreaterThan(10 * MEGABYTE);
      for (int second = 0; second < 12; second++) {
        app.second(0);
      }
      await().until(() -> connected.get() == 0);
      assertThat(made.get() - readAll(client))
          .as("bytes that were made for it and that its socket had not taken")
          .isLessThan(MEGABYTE);
    }
  }

  private void connect(Socket client) throws IOException {
    client.setReceiveBufferSize(SOCKET_BUFFER);
    client.connect(server.getListenerInfo().get(0).getAddress());
    int port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    String request =
        """
        GET /api/v1/live HTTP/1.1
        Host: 127.0.0.1:%d
        Connection: Upgrade
        Upgrade: websocket
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        Sec-WebSocket-Protocol: %s

        """
            .formatted(port, LiveFeed.PROTOCOL)
            .replace("\n", "\r\n");
    client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
  }

  /** Something changes again; a client that read would be told, and something would be made. */
  private boolean nothingLeavesAnyMore() {
    long now = made.get();
    pollsWithoutNews = now == madeBefore ? pollsWithoutNews + 1 : 0;
    madeBefore = now;
    changes++;
    app.phases()
        .change(
            Phase.JWKS,
            new PhaseChange(
                Optional.of(true), OptionalInt.of(1 + changes % 100), "api", "try " + changes),
            OptionalLong.empty());
    return pollsWithoutNews >= POLLS_WITHOUT_NEWS;
  }

  private static long readAll(Socket client) {
    long read = 0;
    var buffer = new byte[SOCKET_BUFFER];
    try {
      for (int count = 0; count >= 0; count = client.getInputStream().read(buffer)) {
        read += count;
      }
    } catch (IOException reset) {
      // What arrived before counts.
    }
    return read;
  }
}
