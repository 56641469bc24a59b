package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.app.SessionApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Cli;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Phase 3 in an unmodified application, against a real PostgreSQL. */
class SessionTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String CONFIG =
      """
      admin: { port: 0 }
      presets: none
      targets:
        - name: find
          layer: session
          class: dev.latchkey.it.app.Accounts
          method: find
          negative-ttl: 5s
        - { name: touch, layer: session, class: dev.latchkey.it.app.Accounts, method: findAndTouch }
      phases: { session: { enabled: true, trial: 10 } }
      """;

  private static final String FED =
      """
      admin: { port: 0 }
      presets: none
      targets:
        - name: find
          layer: session
          class: dev.latchkey.it.app.Accounts
          method: find
          invalidated-by: [{ sql-table: accounts }, { sql-table: account_roles }]
      phases:
        session:
          enabled: true
          trial: 10
          ttl: 20m
          feed:
            kind: notify
            url: "%s"
            user: %s
            password-file: "%s"
            tables: [accounts, account_roles]
      """;

  @TempDir Path home;

  private Postgres server;
  private AppJvm app;

  @BeforeEach
  void start() {
    server = Postgres.start();
    for (String schema : new String[] {"public", "other"}) {
      server.ask("create schema if not exists " + schema);
      server.ask("create table " + schema + ".accounts (name text, mail text, seen timestamp)");
      server.ask("create table " + schema + ".account_roles (name text, role text)");
      server.ask("insert into " + schema + ".accounts values ('alice', '" + schema + "@x', null)");
      server.ask("insert into " + schema + ".account_roles values ('alice', 'admin')");
      server.ask("grant usage on schema " + schema + " to " + Postgres.USER);
      server.ask("grant all on all tables in schema " + schema + " to " + Postgres.USER);
    }
    String url = server.url() + "?user=" + Postgres.USER + "&password=" + Postgres.PASSWORD;
    app = AppJvm.on(Jdk.all().get(0), home).config(CONFIG).start(SessionApp.class, url);
    app.dashboard();
  }

  @AfterEach
  void stop() {
    app.close();
    server.close();
  }

  @Test
  @DisplayName(
      "SES-5 SES-6 SES-8 SES-12 SES-18 SES-33 U-7 U-11 U-13 users come from memory until they change")
  void followsEveryChange() {
    awaitServing();

    assertThat(app.ask("spoil alice")).contains("owner");
    assertThat(app.ask("find alice")).contains("public@x").doesNotContain("owner");

    app.ask("run update accounts set mail = 'new@x' where name = 'alice'");
    assertThat(app.ask("find alice")).contains("new@x");

    app.ask("write update accounts set mail = 'never@x' where name = 'alice'");
    assertThat(app.ask("runs alice")).isEqualTo("20");
    app.ask("end rollback");
    assertThat(app.ask("find alice")).contains("new@x");

    app.ask("write delete from account_roles where role = 'admin'");
    assertThat(app.ask("find alice")).contains("admin");
    app.ask("end commit");
    assertThat(app.ask("find alice")).doesNotContain("admin");

    assertThat(Integer.parseInt(app.ask("runs bob"))).as("nobody, from memory").isLessThan(20);
    assertThat(app.ask("find bob")).isEqualTo("null");
    app.ask("run insert into accounts values ('bob', 'bob@x', null)");
    assertThat(app.ask("find bob")).contains("bob@x");

    awaitServing();
    app.patchPhase("session", "{\"enabled\":false}");
    assertThat(app.ask("runs alice")).isEqualTo("20");
    app.patchPhase("session", "{\"enabled\":true}");
    awaitServing();

    assertThat(target("find").path("maxStalenessMillis").asLong()).isEqualTo(60_000);
    assertThat(target("find").path("followsSql").asBoolean()).isTrue();
    app.assertNoAgentErrors();
  }

  @Test
  @DisplayName(
      "SES-1 SES-2 G-10 lookups that write, or of two tenants, are left to the application")
  void refusesWhatCannotBeKept() {
    awaitServing();
    assertThat(app.ask("touches alice")).isEqualTo("20");
    assertThat(target("touch").path("state").asText()).isEqualTo("off");

    awaitServing();
    app.ask("schema other");
    app.ask("find carol");
    assertThat(app.ask("find alice")).contains("other@x");
    app.ask("schema public");
    assertThat(app.ask("find alice")).contains("public@x");
    assertThat(target("find").path("state").asText()).isEqualTo("off");
    app.assertNoAgentErrors();
  }

  @Test
  @DisplayName(
      "SES-14 SES-15 U-8 with a feed, what another process changes is seen, and users live long")
  void hearsOfOtherProcesses(@TempDir Path other) throws IOException {
    server.ask(Cli.run(other, "feed-ddl", "accounts", "account_roles").output());
    Files.writeString(other.resolve("password"), Postgres.PASSWORD);
    app.close();
    String url = server.url() + "?user=" + Postgres.USER + "&password=" + Postgres.PASSWORD;
    app =
        AppJvm.on(Jdk.all().get(0), other)
            .config(FED.formatted(server.url(), Postgres.USER, other.resolve("password")))
            .start(SessionApp.class, url);
    app.dashboard();
    awaitServing();
    await().atMost(LIMIT).until(() -> feed().path("active").asBoolean());
    awaitServing();
    assertThat(target("find").path("maxStalenessMillis").asLong()).isEqualTo(7_000);

    server.ask("update accounts set mail = 'elsewhere@x' where name = 'alice'");

    await().atMost(LIMIT).until(() -> app.ask("find alice").contains("elsewhere@x"));
    server.ask("drop trigger latchkey_change on account_roles");
    server.ask(
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where application_name = 'latchkey-feed'");
    await()
        .atMost(LIMIT)
        .until(() -> feed().path("reason").asText().contains("no trigger latchkey_change"));
    assertThat(target("find").path("maxStalenessMillis").asLong()).isEqualTo(60_000);
    app.assertNoAgentErrors();
  }

  /**
   * The driver is watched some time after the first connection, and the trial takes ten lookups.
   */
  private void awaitServing() {
    await()
        .atMost(LIMIT)
        .until(
            () ->
                Integer.parseInt(app.ask("runs alice")) <= 2
                    && target("find").path("state").asText().equals("serving"));
  }

  private JsonNode feed() {
    return app.get("/api/v1/caches/session").path("feed");
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
