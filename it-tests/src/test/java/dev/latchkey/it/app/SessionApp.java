package dev.latchkey.it.app;

import dev.latchkey.it.app.Accounts.Account;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Looks users up and changes them, by commands of two words. */
public final class SessionApp {
  private final ExecutorService writers = Executors.newSingleThreadExecutor();
  private final Accounts accounts;
  private final String url;
  private Connection held;

  private SessionApp(String url) {
    this.url = url;
    accounts = new Accounts(url);
  }

  /** Takes the address of a PostgreSQL, with user and password. */
  public static void main(String[] arguments) throws Exception {
    SessionApp app = new SessionApp(arguments[0]);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", 2);
      System.out.println(app.answer(words[0], words[1]));
    }
    app.writers.shutdown();
  }

  private String answer(String how, String what) throws Exception {
    return switch (how) {
      case "find" -> String.valueOf(accounts.find(what));
      case "spoil" -> spoil(what);
      case "runs" -> runs(() -> accounts.find(what));
      case "touches" -> runs(() -> accounts.findAndTouch(what));
      case "run" -> elsewhere(() -> run(what));
      case "write" -> elsewhere(() -> write(what));
      case "end" -> elsewhere(() -> end(what));
      case "schema" -> {
        accounts.schema(what);
        yield what;
      }
      default -> "unknown command";
    };
  }

  /** Returns how many of 20 calls the application ran itself. */
  private String runs(Callable<Account> lookup) throws Exception {
    int before = accounts.runs();
    for (int i = 0; i < 20; i++) {
      lookup.call();
    }
    return String.valueOf(accounts.runs() - before);
  }

  /** Changes what a lookup returned. */
  private String spoil(String name) throws SQLException {
    Account account = accounts.find(name);
    account.roles().add("owner");
    return account.toString();
  }

  private String elsewhere(Callable<String> work) throws Exception {
    return writers.submit(work).get();
  }

  private String run(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
    return "done";
  }

  /** Writes in a transaction that goes on. */
  private String write(String sql) throws SQLException {
    held = DriverManager.getConnection(url);
    held.setAutoCommit(false);
    try (Statement statement = held.createStatement()) {
      statement.execute(sql);
    }
    return "open";
  }

  private String end(String how) throws SQLException {
    if (how.equals("commit")) {
      held.commit();
    } else {
      held.rollback();
    }
    held.close();
    return how;
  }
}
