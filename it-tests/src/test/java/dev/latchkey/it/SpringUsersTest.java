package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.app.SpringUsersApp;
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

/** The preset for users of Spring Security in an unmodified application, without any target. */
class SpringUsersTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String CONFIG =
      """
      admin: { port: 0 }
      presets: auto
      phases: { session: { enabled: true, trial: 10 } }
      """;

  @TempDir Path home;

  private Postgres server;
  private AppJvm app;

  @BeforeEach
  void start() {
    server = Postgres.start();
    server.ask(
        "create table users (username text primary key, password text, enabled boolean);"
            + " create table authorities (username text references users, authority text);"
            + " grant all on users, authorities to "
            + Postgres.USER);
    String url = server.url() + "?user=" + Postgres.USER + "&password=" + Postgres.PASSWORD;
    app = AppJvm.on(Jdk.all().get(0), home).config(CONFIG).start(SpringUsersApp.class, url);
    app.dashboard();
    for (String name : new String[] {"alice", "bob", "carol"}) {
      assertThat(app.ask("create " + name + " secret")).isEqualTo("created");
    }
    awaitServing();
  }

  @AfterEach
  void stop() {
    app.close();
    server.close();
  }

  /** One hit in a hundred also asks the application. */
  private void awaitServing() {
    await().atMost(LIMIT).until(() -> Integer.parseInt(app.ask("asks alice")) <= 3);
  }

  @Test
  @DisplayName(
      "U-3 U-4 U-7 U-9 U-13 SES-24 a user who is changed, disabled or deleted is so at once")
  void followsChanges() {
    assertThat(target().path("maxStalenessMillis").asLong()).isEqualTo(60_000);
    assertThat(app.ask("token alice")).isEqualTo("[read, write]");

    app.ask("sql delete from authorities where username = 'alice' and authority = 'write'");
    assertThat(app.ask("token alice")).as("fewer rights").isEqualTo("[read]");

    awaitServing();
    app.ask("token bob");
    assertThat(app.ask("disable bob")).isEqualTo("disabled");
    assertThat(app.ask("token bob")).isEqualTo("DisabledException");
    server.ask("update users set enabled = true where username = 'bob'");
    assertThat(app.ask("token bob")).as("elsewhere, at once").isEqualTo("[read, write]");

    app.ask("token carol");
    assertThat(app.ask("delete carol")).isEqualTo("deleted");
    assertThat(app.ask("token carol")).isEqualTo("UsernameNotFoundException");
    assertThat(app.ask("create carol other")).isEqualTo("created");
    assertThat(app.ask("token carol")).as("registered").isEqualTo("[read, write]");
    app.assertNoAgentErrors();
  }

  @Test
  @DisplayName(
      "P-1 P-2 P-3 P-5 U-10 U-14 SES-23 passwords are checked by the application, every time")
  void checksPasswords() {
    for (int i = 0; i < 3; i++) {
      assertThat(app.ask("login alice secret")).isEqualTo("[read, write] null");
      assertThat(app.ask("login alice wrong")).isEqualTo("BadCredentialsException");
      assertThat(app.ask("login nobody secret")).isEqualTo("BadCredentialsException");
    }
    assertThat(app.ask("counts")).isEqualTo("9 checks, 6 failures");

    app.ask("sql update users set password = '{noop}changed here' where username = 'alice'");
    assertThat(app.ask("login alice secret")).isEqualTo("BadCredentialsException");
    assertThat(app.ask("login alice changed here")).isEqualTo("[read, write] null");
    assertThat(server.ask("select password from users where username = 'alice'"))
        .as("upgraded by the login")
        .contains("{bcrypt}");

    server.ask("update users set password = '{noop}elsewhere' where username = 'alice'");
    assertThat(app.ask("login alice changed here")).isEqualTo("BadCredentialsException");
    assertThat(app.ask("login alice elsewhere")).isEqualTo("[read, write] null");

    String stem = "x".repeat(72);
    server.ask("update users set password = '{noop}" + stem + "a' where username = 'bob'");
    assertThat(app.ask("login bob " + stem + "b")).isEqualTo("BadCredentialsException");
    assertThat(app.ask("login bob " + stem + "a")).isNotEqualTo("BadCredentialsException");

    awaitServing();
    assertThat(target().path("loginBypasses").asLong()).isPositive();
    app.assertNoAgentErrors();
  }

  private JsonNode target() {
    for (JsonNode each : app.get("/api/v1/caches/session").path("targets")) {
      if (each.path("target").asText().equals("spring-users-jdbc")) {
        return each;
      }
    }
    throw new AssertionError("no such target");
  }
}
