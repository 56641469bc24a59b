package dev.latchkey.dashboard.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.SimulatedApp;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.runtime.audit.Event.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveClientTest {
  private static final Position NEW = new Position("", 0, OptionalLong.empty());

  private final SimulatedApp app = new SimulatedApp(Instant.parse("2026-11-24T12:00:00Z"));
  private final FakeWire wire = new FakeWire();
  private final List<LiveResource> resources = new ArrayList<>();
  private boolean allowed = true;

  private LiveClient connect(Position position) {
    var source =
        new LiveSource(
            app.services().info(), app.metrics().series(), app.events(), resources, app.ticker());
    var client = new LiveClient(source, wire, () -> allowed, position);
    client.start();
    return client;
  }

  private void seconds(LiveClient client, int count) {
    for (int i = 0; i < count; i++) {
      app.second(0);
      client.tick();
    }
  }

  @Test
  void greetsAndThenSendsEachTick() {
    var client = connect(NEW);
    wire.finishAll();
    seconds(client, 1);
    assertThat(wire.types()).containsExactly("hello", "ticks");
    assertThat(wire.message(0).path("resumed").asBoolean()).isFalse();
    assertThat(wire.message(0).path("series").size()).isPositive();
    assertThat(wire.message(1).at("/items/0/seq").asLong()).isEqualTo(1);
    assertThat(wire.message(1).at("/items/0/v").size())
        .isEqualTo(wire.message(0).path("series").size());
  }

  @Test
  void writesWhatWasNotMeasuredAsNull() {
    var client = connect(NEW);
    wire.finishAll();
    seconds(client, 1);
    assertThat(wire.message(1).at("/items/0/v").toString()).contains("null").doesNotContain("NaN");
  }

  @Nested
  class WhenTheClientReadsSlowly {
    @Test
    void atMostOneFrameIsUnderWay() {
      resources.add(new LiveResource("/api/v1/summary", 1, () -> Map.of("big", "x".repeat(9000))));
      var client = connect(NEW);
      for (int i = 0; i < 9; i++) {
        seconds(client, 1);
        client.phaseChanged();
        client.eventAdded();
        app.events().add("test", Severity.INFO, "auto", "Something.");
      }
      assertThat(wire.sent).hasSize(1);
    }

    @Test
    void missedTicksArriveTogetherAndResourcesOnce() {
      resources.add(new LiveResource("/api/v1/summary", 1, () -> Map.of("at", "now")));
      var client = connect(NEW);
      seconds(client, 9);
      wire.finishAll();
      assertThat(wire.types()).containsExactly("hello", "state", "ticks");
      assertThat(wire.message(2).path("items").size()).isEqualTo(9);
    }

    @Test
    void tooManyMissedTicksBecomeOneResync() {
      var client = connect(NEW);
      for (int i = 0; i < LiveClient.MAX_TICKS + 1; i++) {
        app.second(0);
      }
      wire.finishAll();
      client.pong();
      client.tick();
      assertThat(wire.types()).containsExactly("hello", "resync");
      seconds(client, 1);
      assertThat(wire.types()).containsExactly("hello", "resync", "ticks");
    }

    @Test
    void itIsDroppedAfterTenSeconds() {
      var client = connect(NEW);
      seconds(client, 10);
      assertThat(wire.dropped).isFalse();
      seconds(client, 1);
      assertThat(wire.dropped).isTrue();
      assertThat(wire.sent).hasSize(1);
    }
  }

  @Nested
  class WhenTheClientComesBack {
    @Test
    void itGetsWhatItMissed() {
      for (int i = 0; i < 20; i++) {
        app.second(0);
      }
      connect(new Position(app.metrics().series().epoch(), 12, OptionalLong.of(0)));
      wire.finishAll();
      assertThat(wire.message(0).path("resumed").asBoolean()).isTrue();
      assertThat(wire.types()).containsExactly("hello", "event", "ticks");
      assertThat(wire.message(2).at("/items/0/seq").asLong()).isEqualTo(13);
      assertThat(wire.message(2).path("items").size()).isEqualTo(8);
    }

    @Test
    void afterALongTimeItHasToReadTheHistory() {
      for (int i = 0; i < 100; i++) {
        app.second(0);
      }
      connect(new Position(app.metrics().series().epoch(), 12, OptionalLong.empty()));
      wire.finishAll();
      assertThat(wire.message(0).path("resumed").asBoolean()).isFalse();
      assertThat(wire.message(0).path("seq").asLong()).isEqualTo(100);
      assertThat(wire.types()).containsExactly("hello");
    }

    @Test
    void anotherStartOfTheAgentCountsAnew() {
      app.second(0);
      var client = connect(new Position("another", 900, OptionalLong.of(900)));
      wire.finishAll();
      assertThat(wire.message(0).path("resumed").asBoolean()).isFalse();
      app.events().add("test", Severity.INFO, "auto", "Something.");
      client.eventAdded();
      seconds(client, 1);
      assertThat(wire.types()).containsExactly("hello", "event", "ticks");
    }
  }

  @Test
  void everyEventIsSent() {
    var client = connect(NEW);
    for (int i = 0; i < 5; i++) {
      app.events().add("test", Severity.INFO, "auto", "Number " + i);
      client.eventAdded();
    }
    wire.finishAll();
    assertThat(wire.types()).containsExactly("hello", "event", "event", "event", "event", "event");
    assertThat(wire.message(5).path("text").asText()).isEqualTo("Number 4");
  }

  @Test
  void aPausedClientGetsEventsOnly() {
    resources.add(new LiveResource("/api/v1/summary", 1, () -> Map.of()));
    var client = connect(NEW);
    wire.finishAll();
    client.received("{\"type\":\"subscribe\",\"topics\":[\"events\"]}");
    int before = wire.sent.size();
    seconds(client, 5);
    assertThat(wire.sent).hasSize(before);
    app.events().add("test", Severity.INFO, "auto", "Something.");
    client.eventAdded();
    wire.finishAll();
    assertThat(wire.types()).endsWith("event");
    client.received("{\"type\":\"subscribe\",\"topics\":[\"core\",\"events\"]}");
    wire.finishAll();
    assertThat(wire.types()).endsWith("event", "state", "ticks");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "{}",
        "{\"type\":\"subscribe\"}",
        "{\"type\":\"other\",\"topics\":[]}"
      })
  void nonsenseEndsTheConnection(String text) {
    connect(NEW).received(text);
    assertThat(wire.closedWith).isEqualTo(Wire.POLICY_VIOLATION);
  }

  @Test
  void aFloodEndsTheConnection() {
    var client = connect(NEW);
    for (int i = 0; i < LiveClient.MAX_MESSAGES_PER_SECOND; i++) {
      client.received("{\"type\":\"subscribe\",\"topics\":[\"core\"]}");
    }
    assertThat(wire.closedWith).isZero();
    client.received("{\"type\":\"subscribe\",\"topics\":[\"core\"]}");
    assertThat(wire.closedWith).isEqualTo(Wire.POLICY_VIOLATION);
  }

  @Test
  void anEndedSessionEndsTheConnection() {
    var client = connect(NEW);
    allowed = false;
    client.tick();
    assertThat(wire.closedWith).isEqualTo(Wire.UNAUTHENTICATED);
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void aClientThatAnswersNoPingIsDropped() {
    var client = connect(NEW);
    wire.finishAll();
    seconds(client, 60);
    assertThat(wire.pings).isEqualTo(3);
    assertThat(wire.dropped).isFalse();
    client.pong();
    seconds(client, 60);
    assertThat(wire.dropped).isFalse();
    app.ticker().advance(Duration.ofSeconds(1));
    client.tick();
    assertThat(wire.dropped).isTrue();
  }

  /** Holds each frame until the test says that it left; once let go, frames leave at once. */
  private static final class FakeWire implements Wire {
    private final List<String> sent = new ArrayList<>();
    private Runnable underWay = () -> {};
    private boolean quick;
    private boolean dropped;
    private int closedWith;
    private int pings;

    @Override
    public void send(String text, Runnable done, Runnable failed) {
      sent.add(text);
      underWay = done;
      if (quick) {
        done.run();
      }
    }

    @Override
    public void ping() {
      pings++;
    }

    @Override
    public void close(int code, String reason) {
      closedWith = code;
    }

    @Override
    public void drop() {
      dropped = true;
    }

    void finishAll() {
      quick = true;
      underWay.run();
    }

    JsonNode message(int index) {
      try {
        return Json.read(sent.get(index).getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    List<String> types() {
      var types = new ArrayList<String>();
      for (int i = 0; i < sent.size(); i++) {
        types.add(message(i).path("type").asText());
      }
      return types;
    }
  }
}
