package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.app.JdbcApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.MariaDb;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application asks a real MariaDB, by both drivers that speak with it. */
class MariaDbObserverTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int ASKED = 5;

  @TempDir static Path data;

  private static MariaDb database;

  @TempDir Path home;

  @BeforeAll
  static void startDatabase() throws Exception {
    database = MariaDb.start(data);
  }

  @AfterAll
  static void stopDatabase() {
    if (database != null) {
      database.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void connectionsAndStatementsAreSeen(String driver) {
    try (AppJvm app =
        AppJvm.on(Jdk.CURRENT, home)
            .options("-Xverify:all")
            .config("admin: { port: 0 }")
            .start(JdbcApp.class, database.url(driver))) {
      await()
          .atMost(LIMIT)
          .until(
              () -> {
                long before = runs(app);
                app.ask("number 1");
                return runs(app) == before + 1;
              });
      long before = runs(app);
      double opened = opened(app);
      assertThat(app.ask("number " + ASKED)).isEqualTo("asked " + ASKED);
      assertThat(runs(app)).isEqualTo(before + ASKED);
      assertThat(opened(app)).isEqualTo(opened + ASKED);
      await()
          .atMost(LIMIT)
          .until(() -> app.get("/api/v1/summary").path("connectionsOpen").asInt() == 0);
      app.assertNoAgentErrors();
    }
  }

  private static long runs(AppJvm app) {
    long runs = 0;
    for (JsonNode each : app.get("/api/v1/database/statements").path("statements")) {
      runs += each.path("shape").asText().equals("select ? + ?") ? each.path("calls").asLong() : 0;
    }
    return runs;
  }

  private static double opened(AppJvm app) {
    return app.metric("latchkey_db_connections_opened_total");
  }
}
