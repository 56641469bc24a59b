package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.app.JpaUsersApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.Postgres;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users in an unmodified application on JPA, by Hibernate. */
class JpaUsersTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String CONFIG =
      """
      admin: { port: 0 }
      presets: none
      targets:
        - name: view
          layer: session
          class: dev.latchkey.it.app.JpaUsersApp$Repository
          method: view
          invalidated-by:
            - { sql-table: members, row-column: name, row-text: true }
            - { sql-table: member_roles }
        - name: entity
          layer: session
          class: dev.latchkey.it.app.JpaUsersApp$Repository
          method: entity
      phases: { session: { enabled: true, trial: 10 } }
      """;

  @TempDir Path home;

  private Postgres server;
  private AppJvm app;

  @BeforeEach
  void start() {
    server = Postgres.start();
    server.ask("grant all on schema public to " + Postgres.USER);
    String url = server.url() + "?user=" + Postgres.USER + "&password=" + Postgres.PASSWORD;
    app = AppJvm.on(Jdk.all().get(0), home).config(CONFIG).start(JpaUsersApp.class, url);
    app.dashboard();
    assertThat(app.ask("create alice old@x")).isEqualTo("done");
  }

  @AfterEach
  void stop() {
    app.close();
    server.close();
  }

  @Test
  @DisplayName(
      "SES-20 SES-8 SES-13 U-6 U-7 values from JPA are kept until they change, entities never")
  void keepsValuesAndNoEntities() {
    awaitServing();
    assertThat(app.ask("view alice")).isEqualTo("View[name=alice, mail=old@x, roles=1]");

    app.ask("create bob bob@x");
    assertThat(app.ask("view bob")).contains("bob@x");
    app.ask("view alice");
    int before = uncompared();
    app.ask("mail alice new@x");
    assertThat(app.ask("view bob")).contains("bob@x");
    assertThat(uncompared()).as("another row, which stays").isEqualTo(before);
    assertThat(app.ask("view alice")).as("after a flush at the commit").contains("new@x");
    assertThat(uncompared()).isEqualTo(before + 1);
    app.ask("grant alice write");
    assertThat(app.ask("view alice")).as("a table behind the entity").contains("roles=2");
    awaitServing();
    assertThat(app.ask("abandon alice never@x")).as("seen by others meanwhile").isEqualTo("new@x");
    assertThat(app.ask("view alice")).contains("new@x");
    app.ask("bulk all bulk@x");
    assertThat(app.ask("view alice")).as("a query that goes past the entities").contains("bulk@x");

    for (int i = 0; i < 30; i++) {
      assertThat(app.ask("entity alice")).isEqualTo("true 2");
    }
    assertThat(target("entity").path("reason").asText())
        .as("%s", app.get("/api/v1/caches/session"))
        .startsWith("not kept: ")
        .contains("Member");
    assertThat(target("entity").path("hits").asInt()).isZero();
    awaitServing();
    app.assertNoAgentErrors();
  }

  /** One hit in a hundred is compared. */
  private void awaitServing() {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(Integer.parseInt(app.ask("asks alice")))
                    .as("statements of 20 lookups, %s", app.get("/api/v1/caches/session"))
                    .isLessThanOrEqualTo(2));
  }

  /** Returns how many lookups the application ran because nothing was kept of them. */
  private int uncompared() {
    return target("view").path("loads").asInt() - target("view").path("comparisons").asInt();
  }

  private JsonNode target(String name) {
    for (JsonNode each : app.get("/api/v1/caches/session").path("targets")) {
      if (each.path("target").asText().equals(name)) {
        return each;
      }
    }
    throw new AssertionError("no target " + name);
  }
}
