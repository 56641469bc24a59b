package dev.latchkey.runtime.pool;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** One PostgreSQL for all tests of this JVM; it ends with it. */
public final class RealPostgres {
  /** The superuser, who needs no password. */
  public static final String SUPERUSER = "postgres";

  private static final String ACCESS =
      """
      local all postgres              trust
      host  all postgres 127.0.0.1/32 trust
      host  all all      127.0.0.1/32 scram-sha-256
      """;

  private static final EmbeddedPostgres SERVER = start();

  private RealPostgres() {}

  /** Returns the address of its database, without a user. */
  public static String url() {
    return "jdbc:postgresql://127.0.0.1:" + SERVER.getPort() + "/postgres";
  }

  /** Opens a connection that may do everything. */
  public static Connection superuser() throws SQLException {
    return DriverManager.getConnection(url(), SUPERUSER, "");
  }

  private static EmbeddedPostgres start() {
    try {
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setServerConfig("listen_addresses", "127.0.0.1")
              .setDataDirectoryCustomizer(directory -> write(directory.toPath()))
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
      return server;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void write(Path directory) {
    try {
      Files.writeString(directory.resolve("pg_hba.conf"), ACCESS);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void stop(EmbeddedPostgres server) {
    try {
      server.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
