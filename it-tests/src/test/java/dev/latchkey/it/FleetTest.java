package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.app.SessionApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Fleet;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unmodified applications on one PostgreSQL, whose agents share a Redis. */
class FleetTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  @TempDir Path folder;

  private Fleet fleet;
  private AppJvm one;
  private AppJvm other;

  @BeforeEach
  void start() throws IOException {
    fleet =
        new Fleet(
            folder,
            "insert into accounts values ('alice', 'old@x', null)",
            "insert into accounts select 'u' || i, 'u@x', null from generate_series(1, 50) i");
    one = app("one");
    other = app("other");
    awaitServing(one);
    awaitServing(other);
  }

  private AppJvm app(String name) throws IOException {
    return fleet.start(name, SessionApp.class);
  }

  @AfterEach
  void stop() {
    one.close();
    other.close();
    fleet.close();
  }

  @Test
  @DisplayName("SES-15 SES-16 two instances see each other's changes, and go on without Redis")
  void actAsOne() throws Exception {
    await().atMost(LIMIT).until(() -> one.get("/api/v1/fleet").path("instances").size() == 2);
    assertThat(one.get("/api/v1/fleet").path("instances").get(1).path("name").asText())
        .endsWith(":" + other.dashboard().getPort());

    update("one@x");
    await().until(() -> other.ask("find alice").contains("one@x"));
    // Comparing a hit in a hundred finds changes too, late.
    JsonNode find = other.get("/api/v1/caches/session").path("targets").get(0);
    assertThat(find.path("mismatches").asInt(-1)).isZero();

    one.patchPhase("session", "{\"enabled\":false}");
    await().until(() -> !isEnabled(other));
    other.patchPhase("session", "{\"enabled\":true}");
    await().until(() -> isEnabled(one));
    awaitServing(other);

    fleet.redis().signal("STOP");
    update("two@x");
    await().until(() -> other.ask("find alice").contains("two@x"));
    awaitServing(other);
    await().until(() -> other.get("/api/v1/fleet").path("linked").asBoolean(), linked -> !linked);
    fleet.redis().signal("CONT");
    await().until(() -> other.get("/api/v1/fleet").path("linked").asBoolean());
    for (AppJvm app : List.of(one, other)) {
      app.assertNoAgentErrors();
      assertThat(app.errors()).filteredOn(line -> line.contains("LK-2016")).hasSize(1);
    }

    assertThat(one.detach().exitCode()).isZero();
    assertThat(one.ask("find alice")).contains("two@x");
    assertThat(isEnabled(other)).isTrue();
  }

  @Test
  @DisplayName("SES-16 SES-24 C-2 a third instance is served what the others keep, until it falls")
  void sharesUsers() throws Exception {
    try (AppJvm third = app("third")) {
      awaitServing(third);
      AtomicInteger next = new AtomicInteger();
      await()
          .atMost(LIMIT)
          .until(
              () -> {
                String user = "find u" + (1 + next.getAndIncrement() % 50);
                one.ask(user);
                third.ask(user);
                return find(third).path("sharedHits").asInt() > 0;
              });
      assertThat(find(third).path("shared").asText()).isEqualTo("on");
      await().until(() -> third.get("/api/v1/fleet").path("instances").size() == 3);

      // Nobody but the database knows.
      fleet.database().ask("update accounts set mail = 'unseen@x' where name = 'alice'");
      assertThat(drop(third)).isEqualTo(200);
      for (AppJvm each : List.of(one, other, third)) {
        await().until(() -> each.ask("find alice").contains("unseen@x"));
      }
      update("three@x");
      for (AppJvm each : List.of(other, third)) {
        await().until(() -> each.ask("find alice").contains("three@x"));
      }
    }
  }

  private static JsonNode find(AppJvm app) {
    return app.get("/api/v1/caches/session").path("targets").get(0);
  }

  private static int drop(AppJvm app) {
    return app.send(
            HttpRequest.newBuilder(app.dashboard().resolve("/api/v1/caches?subject=ALICE"))
                .header("Authorization", "Bearer " + app.token())
                .DELETE())
        .statusCode();
  }

  private void update(String mail) {
    one.ask("run update accounts set mail = '" + mail + "' where name = 'alice'");
    assertThat(one.ask("find alice")).contains(mail);
  }

  private static boolean isEnabled(AppJvm app) {
    return app.get("/api/v1/phases/session").path("enabled").asBoolean();
  }

  private static void awaitServing(AppJvm app) {
    await().atMost(LIMIT).until(() -> Integer.parseInt(app.ask("runs alice")) <= 2);
  }
}
