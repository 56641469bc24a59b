package dev.latchkey.it.app;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/**
 * Authenticates, looks users up and runs statements with their values in them, by commands of two
 * words: {@code auth TOKEN}, {@code find NAME}, {@code run SQL}, {@code connect PASSWORD}.
 */
public final class SecretsApp {
  private SecretsApp() {}

  /** Takes the addresses of a key set and of a database without its password, and that. */
  public static void main(String[] arguments) throws Exception {
    String database = arguments[1] + "&password=";
    NaiveAuthenticator authenticator = new NaiveAuthenticator(new URL(arguments[0]), "orders");
    Accounts accounts = new Accounts(database + arguments[2]);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", 2);
      try {
        System.out.println(
            switch (words[0]) {
              case "auth" -> authenticator.authenticate(words[1]);
              case "find" -> accounts.find(words[1]);
              case "run" -> run(database + arguments[2], words[1]);
              case "connect" -> run(database + words[1], "select 1");
              default -> "unknown command";
            });
      } catch (Exception refused) {
        System.out.println("refused");
      }
    }
  }

  private static boolean run(String database, String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection(database);
        Statement statement = connection.createStatement()) {
      return statement.execute(sql);
    }
  }
}
