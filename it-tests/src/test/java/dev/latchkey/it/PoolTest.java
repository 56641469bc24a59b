package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.it.app.ConnectApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.Postgres;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Phase 4 in an unmodified application without a pool, against a real PostgreSQL. */
@ParameterizedClass
@MethodSource("jdks")
class PoolTest {
  private static final String USER = Postgres.USER;
  private static final String PASSWORD = Postgres.PASSWORD;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** Learning takes dozens of new connections, and each takes long on a busy machine. */
  private static final Duration LEARNING_LIMIT = Duration.ofMinutes(3);

  private static Postgres server;

  @Parameter Jdk jdk;

  @TempDir Path home;

  private AppJvm app;

  static List<Jdk> jdks() {
    return Jdk.forFeatures();
  }

  @BeforeAll
  static void startServer() {
    server = Postgres.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void startApplication() {
    app =
        AppJvm.on(jdk, home)
            .config("admin: { port: 0 }\nphases: { pool: { enabled: true } }\n")
            .start(ConnectApp.class, server.url(), USER, PASSWORD);
    assertThat(app.nextLine()).isEqualTo("started");
    app.dashboard();
  }

  @AfterEach
  void stopApplication() {
    app.close();
  }

  @Test
  @DisplayName(
      "POOL-3 POOL-8 POOL-9 POOL-34 POOL-40 connections are used again, by their owner alone")
  void reusesConnections() throws Exception {
    assertThat(app.ask("sessions 10")).isEqualTo("10");
    awaitReuse();
    assertThat(hits()).isPositive();
    assertThat(app.ask("leave elsewhere")).isEqualTo("\"$user\", public");
    assertThat(app.ask("login " + USER + " wrong")).isEqualTo("PSQLException 28P01");
    assertThat(app.ask("login " + USER + " " + PASSWORD)).isEqualTo("welcome");
    for (String page : List.of("/metrics", "/api/v1/events", "/api/v1/targets", "/api/v1/config")) {
      assertThat(text(page)).doesNotContain(PASSWORD).doesNotContain("wrong");
    }
    assertThat(String.join("\n", app.errors())).doesNotContain(PASSWORD);
    app.assertNoAgentErrors();
    assertThat(app.awaitExit()).isZero();
    await().atMost(LIMIT).until(() -> sessions() == 0);
  }

  @Test
  @DisplayName("POOL-6 an application that casts to the driver's class is left alone from then on")
  void leavesCastsAlone() {
    awaitReuse();
    assertThat(app.ask("cast")).isEqualTo("PgConnection");
    assertThat(app.ask("sessions 3")).isEqualTo("3");
  }

  @Test
  @DisplayName("POOL-38 switched 100 times under load no call fails, and no session stays")
  void switchesUnderLoad() throws Exception {
    app.ask("load");
    for (int i = 0; i < 50; i++) {
      app.patchPhase("pool", "{\"enabled\":true}");
      if (i % 10 == 0) {
        long before = hits();
        await().atMost(LIMIT).until(() -> hits() > before);
      }
      app.patchPhase("pool", "{\"enabled\":false}");
    }
    assertThat(app.ask("stop")).isEqualTo("0 errors");
    await().atMost(Duration.ofSeconds(5)).until(() -> sessions() == 0);
    app.assertNoAgentErrors();
  }

  @Test
  @DisplayName("POOL-38 A-7 a detach closes what is idle; what is out works until it is closed")
  void detaches() {
    awaitReuse();
    assertThat(app.ask("hold")).isEqualTo("a handle");
    assertThat(app.ask("sessions 1")).isEqualTo("1");
    assertThat(sessions()).isEqualTo(2);
    assertThat(app.detach().exitCode()).isZero();
    await().atMost(LIMIT).until(() -> sessions() == 1);
    assertThat(app.ask("use")).isEqualTo("1");
    assertThat(app.ask("drop")).isEqualTo("closed");
    await().atMost(LIMIT).until(() -> sessions() == 0);
  }

  /** The observer sees a driver's closes some time after the first connection. */
  private void awaitReuse() {
    await().atMost(LEARNING_LIMIT).until(() -> app.ask("sessions 25").equals("1"));
  }

  private long hits() {
    return app.target("jdbc-connect").path("outcomes").path("hit").asLong();
  }

  private String text(String page) {
    return app.send(
            HttpRequest.newBuilder(app.dashboard().resolve(page))
                .header("Authorization", "Bearer " + app.token()))
        .body();
  }

  /** Returns how many sessions the application has. */
  private static long sessions() {
    return server.sessions(USER);
  }
}
