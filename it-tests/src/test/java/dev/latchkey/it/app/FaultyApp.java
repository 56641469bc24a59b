package dev.latchkey.it.app;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;

/**
 * Looks users up, changes them and authenticates, by commands of two words; says what its user
 * would have seen.
 */
public final class FaultyApp {
  private FaultyApp() {}

  /** Takes the address of a PostgreSQL, with user and password, and that of a key set. */
  public static void main(String[] arguments) throws Exception {
    Accounts accounts = new Accounts(arguments[0]);
    NaiveAuthenticator authenticator = new NaiveAuthenticator(new URL(arguments[1]), "orders");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", 2);
      System.out.println(
          switch (words[0]) {
            case "find" -> seen(() -> String.valueOf(accounts.find(words[1])));
            case "run" -> seen(() -> run(arguments[0], words[1]));
            case "auth" -> seen(() -> authenticator.authenticate(words[1]));
            case "runs" -> String.valueOf(accounts.runs());
            default -> "unknown command";
          });
    }
  }

  private static String run(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
    return "done";
  }

  private static String seen(Callable<String> work) {
    try {
      return work.call();
    } catch (SQLException failed) {
      return "failed " + failed.getSQLState();
    } catch (Exception failed) {
      return "failed " + failed;
    }
  }
}
