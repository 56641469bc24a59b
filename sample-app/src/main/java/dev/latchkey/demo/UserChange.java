package dev.latchkey.demo;

import com.example.idp.IdentityProvider;
import com.example.postgres.OrdersDatabase;
import com.nimbusds.jose.JOSEException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes a user as another process does, past the service and its agent, and waits until the
 * service shows it. Confined to one thread.
 */
final class UserChange {
  /** The agent's configuration names the same file and the same tables. */
  private static final Path PASSWORD = DemoSettings.OUTPUT.resolve("feed-password");

  private static final String[] TABLES = {"users", "user_roles"};
  private static final int CHANGES = 5;
  private static final int ASKED_BEFORE = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration PAUSE = Duration.ofMillis(2);

  private final OrdersDatabase database;
  private final OrdersClient client;
  private final IdentityProvider provider;

  UserChange(OrdersDatabase database, OrdersClient client, IdentityProvider provider) {
    this.database = database;
    this.client = client;
    this.provider = provider;
  }

  /** Applies what the agent prints for its feed, as the database's owner would. */
  static void prepare(OrdersDatabase database)
      throws IOException, SQLException, InterruptedException {
    Files.createDirectories(DemoSettings.OUTPUT);
    Files.writeString(PASSWORD, OrdersDatabase.PASSWORD + "\n");
    var command = new ArrayList<String>();
    command.add(Jvm.executable());
    command.add("-jar");
    command.add(DemoSettings.AGENT.toString());
    command.add("feed-ddl");
    command.addAll(List.of(TABLES));
    var printing = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    var process = printing.start();
    var statements = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new DemoException("The agent does not print the statements for its feed");
    }
    try (var connection = database.connectAsSuperuser();
        var statement = connection.createStatement()) {
      statement.execute(statements);
    }
  }

  /** Returns the longest that one of a few changes took to be seen. */
  Duration longest() throws SQLException, InterruptedException {
    var longest = Duration.ZERO;
    for (var number = 1; number <= CHANGES; number++) {
      var took = seenAfter(number);
      longest = took.compareTo(longest) > 0 ? took : longest;
    }
    return longest;
  }

  private Duration seenAfter(int number) throws SQLException, InterruptedException {
    var token = token(number);
    for (var i = 0; i < ASKED_BEFORE; i++) {
      client.customer(token);
    }
    var name = "Changed " + number;
    change(number, name);
    var begun = System.nanoTime();
    while (!client.customer(token).equals(name)) {
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw new DemoException("A change of a user is not seen");
      }
      Thread.sleep(PAUSE.toMillis());
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private String token(int number) {
    try {
      return provider.issue(SubjectTokens.request(number));
    } catch (JOSEException e) {
      throw new DemoException("The identity provider cannot sign: " + e.getMessage(), e);
    }
  }

  private void change(int number, String name) throws SQLException {
    try (var connection = database.connectAsSuperuser();
        var update = connection.prepareStatement("update users set name = ? where id = ?")) {
      update.setString(1, name);
      update.setLong(2, number + 1);
      update.executeUpdate();
    }
  }
}
