package com.example.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;

/**
 * PostgreSQL on a loopback port of its own choice, filled with 1,000 users, {@code user-0001} to
 * {@code user-1000}, of whom the last may not read orders. The service's user proves itself by
 * scram-sha-256, as it would anywhere else. Thread-safe.
 */
public final class OrdersDatabase implements AutoCloseable {
  /** As whom the service connects. */
  public static final String USER = "orders_app";

  /** The password of {@link #USER}. */
  public static final String PASSWORD = "orders";

  /**
   * The superuser may come in without a password, because the start-up probe of the server does.
   */
  private static final String HOST_BASED_AUTHENTICATION =
      """
      local all postgres               trust
      host  all postgres 127.0.0.1/32  trust
      host  all postgres ::1/128       trust
      host  all all      127.0.0.1/32  scram-sha-256
      host  all all      ::1/128       scram-sha-256
      """;

  private static final String SUPERUSER = "postgres";
  private static final String NAME = "postgres";

  private final EmbeddedPostgres server;
  private final ProcessHandle process;

  private OrdersDatabase(EmbeddedPostgres server, ProcessHandle process) {
    this.server = server;
    this.process = process;
  }

  /**
   * Starts a server with a new database. Stops the server that a killed run may have left on the
   * same directory.
   *
   * @param dataDirectory emptied first, and removed by {@link #close()}
   * @throws IOException when the server does not start
   * @throws SQLException when the database cannot be filled
   */
  public static OrdersDatabase start(Path dataDirectory) throws IOException, SQLException {
    AbandonedServer.remove(dataDirectory);
    Files.createDirectories(dataDirectory.toAbsolutePath().getParent());
    var server =
        EmbeddedPostgres.builder()
            .setDataDirectory(dataDirectory)
            .setCleanDataDirectory(true)
            .setDataDirectoryCustomizer(directory -> configure(directory.toPath()))
            .start();
    var process = ServerProcess.on(dataDirectory).orElseThrow();
    var database = new OrdersDatabase(server, process);
    database.fill();
    return database;
  }

  /** The server's process, which is not a child of this one. */
  public ProcessHandle process() {
    return process;
  }

  /** The JDBC address, without a user. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + NAME;
  }

  /**
   * Opens a connection that may see everything.
   *
   * @throws SQLException when the server refuses
   */
  public Connection connectAsSuperuser() throws SQLException {
    return server.getDatabase(SUPERUSER, NAME).getConnection();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL did not stop", e);
    }
  }

  private void fill() throws IOException, SQLException {
    try (var script = OrdersDatabase.class.getResourceAsStream("orders.sql");
        var connection = connectAsSuperuser();
        var statement = connection.createStatement()) {
      Objects.requireNonNull(script, "orders.sql is not on the class path");
      statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static void configure(Path directory) {
    try {
      Files.writeString(directory.resolve("pg_hba.conf"), HOST_BASED_AUTHENTICATION);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not configure PostgreSQL", e);
    }
  }
}
