package dev.latchkey.runtime.pool;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

/** A PostgreSQL server, one for all tests of this JVM. */
public final class RealPostgres {
  private static final EmbeddedPostgres SERVER = start();

  private RealPostgres() {}

  public static String url() {
    return "jdbc:postgresql://127.0.0.1:" + SERVER.getPort() + "/postgres";
  }

  public static Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), "postgres", "postgres");
  }

  /** The library stops the server when the JVM ends. */
  private static EmbeddedPostgres start() {
    try {
      // Ten seconds are not enough for what a starved machine still does.
      return EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(90)).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
