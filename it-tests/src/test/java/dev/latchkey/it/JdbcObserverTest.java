package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.latchkey.it.app.JdbcApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Cli;
import dev.latchkey.it.harness.Jdk;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
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

/** What an application asks real databases, seen by the real agent. */
@ParameterizedClass
@MethodSource("jdks")
class JdbcObserverTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String SHAPE = "select cast(? as int)";
  private static final String CONFIG =
      """
      admin: { port: 0 }
      targets:
        - name: login
          layer: auth
          class: dev.latchkey.it.app.JdbcApp$Login
          method: authenticate
      """;

  @TempDir static Path logs;

  private static EmbeddedPostgres postgres;

  @Parameter Jdk jdk;

  @TempDir Path home;

  private AppJvm app;

  static List<Jdk> jdks() {
    return Jdk.forFeatures();
  }

  @BeforeAll
  static void startDatabase() throws IOException {
    postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("logging_collector", "on")
            .setServerConfig("log_directory", logs.toString())
            .setServerConfig("log_filename", "postgres.log")
            .setServerConfig("log_statement", "all")
            .setServerConfig("log_line_prefix", "%a|")
            .start();
  }

  @AfterAll
  static void stopDatabase() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void start() {
    app = builder().config(CONFIG).start(JdbcApp.class, url());
  }

  @AfterEach
  void stop() {
    app.close();
  }

  private AppJvm.Builder builder() {
    return AppJvm.on(jdk, home).options("-Xverify:all");
  }

  private static String url() {
    return postgres.getJdbcUrl("postgres", "postgres");
  }

  private JsonNode statement(String shape) {
    for (JsonNode each : app.get("/api/v1/database/statements").path("statements")) {
      if (each.path("shape").asText().equals(shape)) {
        return each;
      }
    }
    return MissingNode.getInstance();
  }

  /** Classes are woven once their first objects were seen. */
  private void untilSeen(String command, String shape) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              long before = countOf(shape);
              app.ask(command + " 1");
              assertThat(countOf(shape)).as(command).isEqualTo(before + 1);
            });
  }

  private long countOf(String shape) {
    return statement(shape).path("calls").asLong();
  }

  @Test
  void connectionsAndStatementsAreSeenWhereverTheyComeFrom() {
    for (String way : List.of("manager", "source", "manager-h2", "source-h2", "pool")) {
      untilSeen(way, SHAPE);
      long before = countOf(SHAPE);
      assertThat(app.ask(way + " 5")).isEqualTo("asked 5");
      assertThat(countOf(SHAPE) - before).as(way).isEqualTo(5);
    }
    JsonNode seen = statement(SHAPE);
    assertThat(seen.path("verb").asText()).isEqualTo("SELECT");
    assertThat(seen.path("errors").asLong()).isZero();
    assertThat(seen.path("p95Millis").asDouble()).isPositive();
    assertThat(seen.path("callSite").asText()).startsWith("dev.latchkey.it.app.JdbcApp.one:");
    assertThat(app.errors()).noneMatch(line -> line.contains("LK-202"));
  }

  @Test
  void connectionsAreCountedOnceAndAPooledOneWhenItIsOpened() {
    untilSeen("manager", SHAPE);
    untilSeen("source-h2", SHAPE);
    double opened = app.metric("latchkey_db_connections_opened_total");
    app.ask("manager 3");
    app.ask("source 2");
    app.ask("source-h2 2");
    app.ask("pool 10");
    assertThat(app.metric("latchkey_db_connections_opened_total") - opened).isEqualTo(8);
    assertThat(app.metric("latchkey_db_connect_duration_seconds_count")).isEqualTo(opened + 8);
    assertThat(app.metric("latchkey_db_connections_open")).isZero();
    assertThat(app.ask("hold 1")).isEqualTo("held true");
    assertThat(app.metric("latchkey_db_connections_open")).isEqualTo(1);
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(app.get("/api/v1/summary").path("connectionsOpen").asInt())
                    .isEqualTo(1));
  }

  @Test
  @DisplayName("POOL-44 a shape that an operation runs ten times and more is a finding")
  void repeatsAreFound() {
    String shape = "select ? as role_number";
    untilSeen("login", shape);
    app.ask("login 9");
    assertThat(statement(shape).path("repeatedOperations").asLong()).isZero();
    assertThat(app.ask("login 12")).isEqualTo("asked 12");
    JsonNode found = statement(shape);
    assertThat(found.path("repeatedOperations").asLong()).isEqualTo(1);
    assertThat(found.path("mostInOneOperation").asInt()).isEqualTo(12);
    assertThat(found.path("inOperations").asLong()).isEqualTo(found.path("calls").asLong());
    assertThat(found.path("callSite").asText())
        .startsWith("dev.latchkey.it.app.JdbcApp$Login.authenticate:");
    assertThat(app.get("/api/v1/database/statements").toString()).doesNotContain("select 1");
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(app.get("/api/v1/summary").at("/meanMillisByLayer/db").asDouble())
                    .isPositive());
  }

  @Test
  @DisplayName("POOL-42 the database gets the application's statements and none of the agent's")
  void nothingIsAskedByTheAgent() throws Exception {
    untilSeen("manager", SHAPE);
    List<String> commands = List.of("manager 4", "source 3", "login 12", "transaction bob");
    List<String> watched = statementsOf(app, commands);
    try (AppJvm plain = builder().withoutAgent().start(JdbcApp.class, url())) {
      assertThat(watched).isNotEmpty().isEqualTo(statementsOf(plain, commands));
    }
  }

  /** Returns what the database's log says of these commands. */
  private static List<String> statementsOf(AppJvm asking, List<String> commands)
      throws SQLException {
    try (Connection own = postgres.getPostgresDatabase().getConnection();
        Statement statement = own.createStatement()) {
      statement.execute("drop table if exists names");
      String begin = mark(statement);
      commands.forEach(asking::ask);
      String end = mark(statement);
      await().atMost(LIMIT).until(() -> log().anyMatch(line -> line.contains(end)));
      return log()
          .dropWhile(line -> !line.contains(begin))
          .skip(1)
          .takeWhile(line -> !line.contains(end))
          .filter(line -> line.contains("LOG:"))
          .map(line -> line.replaceAll("S_\\d+|<unnamed>", "?"))
          .toList();
    }
  }

  private static String mark(Statement statement) throws SQLException {
    String mark = "mark " + System.nanoTime();
    statement.execute("select '" + mark + "'");
    return mark;
  }

  private static Stream<String> log() {
    try {
      return Files.readAllLines(logs.resolve("postgres.log")).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @DisplayName(
      "A-7 an application that is undeployed is freed, and a detach leaves drivers as they were")
  void nothingIsHeld() {
    untilSeen("manager-h2", SHAPE);
    untilSeen("manager", SHAPE);
    assertThat(app.ask("undeploy 1")).isEqualTo("true");

    Cli.Outcome outcome = app.detach();
    assertThat(outcome.all()).contains("LK-2040").doesNotContain("LK-2041", "LK-2044");
    assertThat(app.ask("manager 2")).isEqualTo("asked 2");
    assertThat(app.ask("transaction bob")).startsWith("names ");
    assertThat(app.ask("undeploy 1")).isEqualTo("true");
  }
}
