package dev.latchkey.runtime.pool.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.runtime.jdbc.StatementSnapshot;
import dev.latchkey.runtime.time.ManualTicker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the extension that simulates indexes, on the PostgreSQL that Debian installs. */
class HypoPgTest {
  @TempDir private Path directory;

  @Test
  @DisplayName("POOL-43 with HypoPG the planner itself is asked what the index would save")
  void asksThePlanner() throws Exception {
    boolean required = Boolean.parseBoolean(System.getenv("LATCHKEY_REQUIRE_ALL_TESTS"));
    assumeTrue(required || Files.exists(DebianPostgres.HYPOPG), "HypoPG is not installed");
    var use =
        new StatementSnapshot(
            "s1",
            "SELECT id FROM advised WHERE email = ? AND kind = ?",
            "SELECT",
            10,
            0,
            1_000_000,
            100_000,
            100_000,
            0,
            0,
            1,
            "",
            StatementSnapshot.Recent.NONE);
    var advisor = new QueryAdvisor(new ManualTicker());
    try (var server = DebianPostgres.start(directory);
        Connection own = DriverManager.getConnection(server.url(), "postgres", "")) {
      fill(own);
      advisor.examine(own, List.of(use));
      own.rollback();
      own.setReadOnly(false);
      try (var indexes =
          own.createStatement()
              .executeQuery("SELECT count(*) FROM pg_indexes WHERE tablename = 'advised'")) {
        indexes.next();
        assertThat(indexes.getInt(1)).isEqualTo(1);
      }
    }
    assertThat(advisor.advice(List.of(use)))
        .singleElement()
        .satisfies(
            advice -> {
              assertThat(advice.suggestion())
                  .isEqualTo("CREATE INDEX CONCURRENTLY ON public.advised (email)");
              assertThat(advice.evidence()).anyMatch(line -> line.contains("simulated by HypoPG"));
            });
  }

  private static void fill(Connection connection) throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE EXTENSION hypopg");
      statement.execute(
          "CREATE TABLE advised (id bigint PRIMARY KEY, email varchar(200), kind int)");
      statement.execute(
          "INSERT INTO advised SELECT n, 'u' || n || '@example.org', n % 2"
              + " FROM generate_series(1, 50000) n");
      statement.execute("ANALYZE advised");
    }
  }
}
