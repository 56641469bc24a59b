package dev.latchkey.runtime.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.runtime.time.Ticker;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feeds from servers that get their rows from another one. */
class ReplicatedTablesTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final FeedTable USERS = FeedTable.parse("public.users").orElseThrow();
  private static final FeedTable EVEN = FeedTable.parse("public.even").orElseThrow();
  private static final String COPY = "copy";

  private final Set<FeedTable> told = ConcurrentHashMap.newKeySet();

  private static EmbeddedPostgres.Builder server() {
    return EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(90));
  }

  private static Connection connect(EmbeddedPostgres server, String database) throws SQLException {
    return server.getDatabase("postgres", database).getConnection();
  }

  private static void sql(EmbeddedPostgres server, String database, String... statements)
      throws SQLException {
    try (Connection connection = connect(server, database);
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  private ChangeFeed start(
      FeedKind kind, EmbeddedPostgres server, String database, FeedTable table) {
    ChangeFeed feed =
        new ChangeFeed(
            kind,
            List.of(table),
            () -> connect(server, database),
            new FeedListener() {
              @Override
              public void changed(FeedTable changed) {
                told.add(changed);
              }

              @Override
              public void resumed() {
                // Only changes are asked for.
              }

              @Override
              public void interrupted() {
                // As above.
              }
            },
            Ticker.system());
    feed.start();
    return feed;
  }

  @Test
  @DisplayName("SES-14 what a subscription writes is counted, and no trigger is trusted with it")
  void tellsOfSubscribedTables() throws IOException, SQLException {
    String table = "CREATE TABLE users (id int PRIMARY KEY) PARTITION BY HASH (id)";
    String part = "CREATE TABLE even PARTITION OF users FOR VALUES WITH (MODULUS 1, REMAINDER 0)";
    try (EmbeddedPostgres server = server().setServerConfig("wal_level", "logical").start()) {
      sql(
          server,
          "postgres",
          table,
          part,
          "CREATE PUBLICATION told FOR TABLE users WITH (publish_via_partition_root = true)",
          "SELECT pg_create_logical_replication_slot('told', 'pgoutput')",
          "CREATE DATABASE " + COPY);
      sql(server, COPY, table, part, FeedDdl.of(List.of(USERS, EVEN)));
      sql(
          server,
          COPY,
          "CREATE SUBSCRIPTION told CONNECTION 'host=127.0.0.1 user=postgres password=postgres"
              + " dbname=postgres port=%d' PUBLICATION told".formatted(server.getPort())
              + " WITH (create_slot = false, copy_data = false)");
      for (FeedTable each : List.of(USERS, EVEN)) {
        try (ChangeFeed feed = start(FeedKind.NOTIFY, server, COPY, each)) {
          await()
              .atMost(LIMIT)
              .until(() -> feed.state().reason().contains("is written by a subscription"));
          assertThat(feed.state().active()).isFalse();
        }
      }
      try (ChangeFeed feed = start(FeedKind.POLL, server, COPY, USERS)) {
        await().atMost(LIMIT).until(() -> feed.state().active());
        sql(server, "postgres", "INSERT INTO users VALUES (1)");
        await().atMost(LIMIT).until(() -> told.contains(USERS));
      }
      sql(server, COPY, "DROP SUBSCRIPTION told");
    }
  }

  @Test
  @DisplayName("SES-14 a standby, which counts nothing that it replays, is no feed")
  void refusesAStandby(@TempDir Path data) throws IOException, SQLException {
    try (EmbeddedPostgres primary =
        server().setDataDirectory(data.toFile()).setCleanDataDirectory(false).start()) {
      sql(primary, "postgres", "CREATE TABLE users (id int PRIMARY KEY)");
    }
    Files.createFile(data.resolve("standby.signal"));
    try (EmbeddedPostgres standby =
            server().setDataDirectory(data.toFile()).setCleanDataDirectory(false).start();
        ChangeFeed feed = start(FeedKind.POLL, standby, "postgres", USERS)) {
      await().atMost(LIMIT).until(() -> feed.state().reason().contains("is a standby"));
      assertThat(feed.state().active()).isFalse();
    }
  }
}
