package dev.latchkey.runtime.pool.dialect;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A real PostgreSQL with a role for an application and one that may do more. */
final class PostgreSqlServer implements AutoCloseable {
  private final EmbeddedPostgres server;

  PostgreSqlServer() throws IOException, SQLException {
    server = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(90)).start();
    admin(
        "CREATE ROLE app LOGIN",
        "CREATE ROLE manager",
        "GRANT manager TO app",
        "GRANT CREATE ON SCHEMA public TO app");
    admin(
        "CREATE TABLE users (id int primary key)",
        "INSERT INTO users SELECT generate_series(1, 9)");
    admin("GRANT ALL ON users TO app", "CREATE SCHEMA other", "GRANT USAGE ON SCHEMA other TO app");
  }

  void admin(String... statements) throws SQLException {
    adminOf("postgres", statements);
  }

  void adminOf(String database, String... statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(server.getJdbcUrl("postgres", database));
        Statement statement = connection.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    }
  }

  Connection connect(String properties) throws SQLException {
    return connect("postgres", properties);
  }

  Connection connect(String database, String properties) throws SQLException {
    return DriverManager.getConnection(server.getJdbcUrl("app", database) + properties);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
