package dev.latchkey.demo;

import com.example.postgres.OrdersDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/**
 * Has the database tell of changes that other processes make, as its operator would: with the
 * statements that the agent's jar prints.
 */
final class ChangeTriggers {
  /** The variable in which the agent's configuration expects the address of the database. */
  static final String ADDRESS = "ORDERS_DATABASE";

  /**
   * Written seldom. The service notes each visit in the table of users, which would tell of all.
   */
  private static final String TABLE = "user_roles";

  private static final int SECONDS = 60;

  private ChangeTriggers() {}

  /** Returns the table that is told of from now on. */
  static String apply(OrdersDatabase database)
      throws IOException, InterruptedException, SQLException {
    var command =
        new ProcessBuilder(
                Jvm.executable(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                DemoSettings.AGENT.toString(),
                "feed-ddl",
                TABLE)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var statements = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!command.waitFor(SECONDS, TimeUnit.SECONDS) || command.exitValue() != 0) {
      command.destroyForcibly();
      throw new DemoException("feed-ddl printed no statements");
    }
    try (var connection = database.connectAsSuperuser();
        var statement = connection.createStatement()) {
      statement.execute(statements);
    }
    writePassword();
    return TABLE;
  }

  private static void writePassword() throws IOException {
    var file = DemoSettings.FEED_PASSWORD;
    Files.createDirectories(file.getParent());
    Files.deleteIfExists(file);
    Files.createFile(file);
    var own = file.toFile();
    var closed = own.setReadable(false, false) && own.setReadable(true, true);
    Files.writeString(file, closed ? OrdersDatabase.PASSWORD : "");
  }
}
