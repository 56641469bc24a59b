package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.app.DataSourcesApp;
import dev.latchkey.it.app.JdbcApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.MariaDb;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application asks a real MariaDB of, by both drivers that speak with it. */
class MariaDbTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
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

  @Test
  @DisplayName("POOL-1 POOL-8 POOL-34 data sources that connect by themselves, and are served")
  void dataSourcesAreServed() throws Exception {
    try (AppJvm app =
        AppJvm.on(Jdk.CURRENT, home)
            .options("-Xverify:all")
            .config("admin: { port: 0 }\nphases: { pool: { enabled: true } }\n")
            .start(DataSourcesApp.class, String.valueOf(database.port()))) {
      assertThat(app.nextLine()).isEqualTo("started");
      for (String driver : List.of("mariadb", "mysql")) {
        await()
            .atMost(LIMIT)
            .until(
                () -> {
                  double before = opened(app);
                  return app.ask(driver + " 26 app").equals("done") && opened(app) == before;
                });
        assertThat(hits(app, driver)).isGreaterThanOrEqualTo(26);
        assertThat(app.ask(driver + " 1 wrong"))
            .isEqualTo(DataSourcesApp.call(source(driver, "wrong")))
            .contains("Access denied");
        assertThat(app.ask(driver + " 1 app")).isEqualTo("done");
      }
      for (String driver : List.of("sqlserver", "oracle")) {
        assertThat(app.ask(driver + " 3 app"))
            .isEqualTo(DataSourcesApp.call(source(driver, "app")))
            .startsWith(driver.equals("oracle") ? "java.sql.SQL" : "com.microsoft.");
      }
      app.assertNoAgentErrors();
    }
  }

  private static DataSource source(String driver, String password) throws SQLException {
    return DataSourcesApp.source(driver, database.port(), password);
  }

  private static long hits(AppJvm app, String driver) {
    return app.target(driver + "-data-source").path("outcomes").path("hit").asLong();
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
