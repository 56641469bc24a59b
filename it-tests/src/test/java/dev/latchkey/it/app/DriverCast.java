package dev.latchkey.it.app;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.postgresql.jdbc.PgConnection;

/** Casts a connection to the driver's own class, as applications should not. */
final class DriverCast {
  private DriverCast() {}

  static String open(String url, String user, String password) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, user, password)) {
      return ((PgConnection) connection).getClass().getSimpleName();
    }
  }
}
