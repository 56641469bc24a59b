package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.app.JpaApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.Postgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository of JPA with Hibernate, whose methods are targets. */
class JpaTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String CONFIG =
      """
      admin: { port: 0 }
      presets: none
      targets:
        - { name: entity, layer: session, class: dev.latchkey.it.app.Members, method: find }
        - { name: view, layer: session, class: dev.latchkey.it.app.Members, method: view }
      phases: { session: { enabled: true, trial: 10 } }
      """;

  @Test
  @DisplayName(
      "SES-20 SES-5 SES-7 SES-22 entities are left alone, views of values served until they change")
  void servesViewsAlone(@TempDir Path home) {
    try (Postgres server = Postgres.start()) {
      server.ask(
          "create table member (name text primary key, mail text);"
              + " create table member_roles (member_name text references member, roles text);"
              + " insert into member values ('alice', 'alice@x'), ('bob', 'bob@x');"
              + " grant all on all tables in schema public to "
              + Postgres.USER);
      String url = server.url() + "?user=" + Postgres.USER + "&password=" + Postgres.PASSWORD;
      try (AppJvm app = AppJvm.on(Jdk.all().get(0), home).config(CONFIG).start(JpaApp.class, url)) {
        assertThat(app.nextLine()).as("%s", app.errors()).isEqualTo("ready");
        for (String isolation : List.of("committed", "repeatable")) {
          follow(app, isolation + " ");
        }
        app.assertNoAgentErrors();
      }
    }
  }

  private static void follow(AppJvm app, String isolation) {
    awaitServing(app, isolation);
    app.ask(isolation + "change alice new@" + isolation);
    assertThat(app.ask(isolation + "view alice")).contains("new@" + isolation.trim());
    String before = app.ask(isolation + "view bob");
    app.ask(isolation + "grant bob " + isolation);
    assertThat(app.ask(isolation + "view bob")).isNotEqualTo(before).contains("bob@x");
    assertThat(app.ask(isolation + "view nobody")).isEqualTo("null");

    assertThat(app.ask(isolation + "finds alice")).isEqualTo("20");
    assertThat(target(app, "entity").path("hits").asLong()).isZero();
    assertThat(target(app, "entity").path("notKept").asLong()).isPositive();
    awaitServing(app, isolation);
  }

  private static void awaitServing(AppJvm app, String isolation) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(Integer.parseInt(app.ask(isolation + "views alice")))
                    .as("%s", target(app, "view"))
                    .isLessThanOrEqualTo(2));
  }

  private static JsonNode target(AppJvm app, String name) {
    for (JsonNode each : app.get("/api/v1/caches/session").path("targets")) {
      if (each.path("target").asText().equals(name)) {
        return each;
      }
    }
    throw new AssertionError("no target " + name);
  }
}
