package dev.latchkey.demo;

import com.example.postgres.OrdersDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** Applies to the database what its operator would, so that it tells the agent of changes. */
final class Triggers {
  private static final Path SCRIPT = Path.of("demo", "feed.sql");

  private Triggers() {}

  /** Starts a database that tells of changes. */
  static OrdersDatabase startDatabase(Path directory) throws IOException, SQLException {
    var database = OrdersDatabase.start(directory);
    try (var connection = database.connectAsSuperuser();
        var statement = connection.createStatement()) {
      statement.execute(Files.readString(SCRIPT));
      return database;
    } catch (IOException | SQLException e) {
      database.close();
      throw e;
    }
  }
}
