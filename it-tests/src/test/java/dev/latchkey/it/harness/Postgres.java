package dev.latchkey.it.harness;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A real PostgreSQL that checks passwords, with an application's user. */
public final class Postgres implements AutoCloseable {
  /** The application's user. */
  public static final String USER = "pooled";

  /** Its password. */
  public static final String PASSWORD = "canary-4711";

  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final EmbeddedPostgres server;

  private Postgres(EmbeddedPostgres server) {
    this.server = server;
  }

  /** Starts a server. */
  public static Postgres start() {
    return start(EmbeddedPostgres.builder());
  }

  /** Starts a server whose files are in a folder that it makes. */
  public static Postgres startIn(Path folder) {
    return start(EmbeddedPostgres.builder().setDataDirectory(folder));
  }

  private static Postgres start(EmbeddedPostgres.Builder builder) {
    try {
      Postgres started =
          new Postgres(
              builder
                  .setDataDirectoryCustomizer(Postgres::checkPasswords)
                  .setPGStartupWait(LIMIT)
                  .start());
      started.ask("CREATE ROLE " + USER + " LOGIN PASSWORD '" + PASSWORD + "'");
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a server that follows this one and answers readers, with its files in a new folder. */
  public Postgres standby(Path folder) throws IOException {
    try (Connection backup = DriverManager.getConnection(url(), "postgres", "");
        Statement statement = backup.createStatement()) {
      statement.execute("SELECT pg_backup_start('standby', true)");
      copy(Path.of(ask("SHOW data_directory")), folder);
      try (ResultSet row = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
        row.next();
        Files.writeString(folder.resolve("backup_label"), row.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    Files.createFile(folder.resolve("standby.signal"));
    Files.writeString(
        folder.resolve("postgresql.auto.conf"),
        "primary_conninfo = 'host=127.0.0.1 user=postgres port=" + server.getPort() + "'\n");
    return new Postgres(
        EmbeddedPostgres.builder()
            .setDataDirectory(folder)
            .setCleanDataDirectory(false)
            .setPGStartupWait(LIMIT)
            .start());
  }

  /** Copies what a standby begins with: neither who runs there, nor what was logged so far. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path name = from.relativize(file);
        Path copy = to.resolve(name);
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
          Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
        } else if (!name.startsWith("pg_wal") && !name.toString().startsWith("postmaster.")) {
          Files.copy(file, copy);
        }
      }
    }
  }

  /** Has it take writers too, and returns when it does. */
  public void promote() {
    ask("SELECT pg_promote()");
    await().atMost(LIMIT).until(() -> ask("SELECT pg_is_in_recovery()").equals("f"));
  }

  /** Kills it, with all of its processes, as when its machine is gone. */
  public void crash() {
    ProcessHandle.of(pid())
        .ifPresent(
            process -> {
              List<ProcessHandle> sessions = process.descendants().toList();
              process.destroyForcibly();
              sessions.forEach(ProcessHandle::destroyForcibly);
              process.onExit().join();
            });
  }

  /** Returns the port that it listens on. */
  public int port() {
    return server.getPort();
  }

  /** Returns its address. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
  }

  /** Returns the id of the process that all of its processes come from. */
  public long pid() {
    return Long.parseLong(ask("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)"));
  }

  /**
   * Ends the server, with every session, and starts it again at the same address; returns when it
   * answers.
   */
  public void restart() {
    String began = ask("SELECT pg_postmaster_start_time()");
    String controller = ask("SELECT setting || '/pg_ctl' FROM pg_config WHERE name = 'BINDIR'");
    ask(
        "COPY (SELECT 1) TO PROGRAM 'setsid sh -c ''sleep 0.1; "
            + controller
            + " restart -w -m fast -D "
            + ask("SHOW data_directory")
            + "'' > /dev/null 2>&1 < /dev/null &'");
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() -> !began.equals(ask("SELECT pg_postmaster_start_time()")));
  }

  /** Runs a statement as the server's owner, on a connection of its own. */
  public String ask(String sql) {
    try (Connection connection = DriverManager.getConnection(url(), "postgres", "");
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (ResultSet row = statement.getResultSet()) {
        return row.next() ? String.valueOf(row.getString(1)) : "";
      }
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Returns how many sessions a user has. */
  public int sessions(String user) {
    return Integer.parseInt(
        ask("SELECT count(*) FROM pg_stat_activity WHERE usename = '" + user + "'"));
  }

  /** Ends all sessions of a user, and waits until they are gone. */
  public void kill(String user) {
    ask(
        "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
            + " WHERE usename = '"
            + user
            + "'");
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void checkPasswords(File directory) {
    try {
      Files.writeString(
          directory.toPath().resolve("pg_hba.conf"),
          "host all,replication postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
