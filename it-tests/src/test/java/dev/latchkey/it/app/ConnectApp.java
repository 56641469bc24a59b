package dev.latchkey.it.app;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Opens a connection for each call, as an application without a pool does. */
public final class ConnectApp {
  private static final int THREADS = 4;

  private static final AtomicLong CALLS = new AtomicLong();
  private static final AtomicLong ERRORS = new AtomicLong();
  private static final List<Thread> LOAD = new ArrayList<>();
  private static volatile boolean loading;
  private static Connection held;

  private ConnectApp() {}

  /** Takes address, user and password, then answers a line to each command. */
  public static void main(String[] arguments) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("started");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(answer(line.split(" ", -1), arguments));
    }
  }

  private static String answer(String[] words, String[] arguments) throws Exception {
    return switch (words[0]) {
      case "sessions" -> String.valueOf(sessions(Integer.parseInt(words[1]), arguments).size());
      case "login" -> login(arguments[0], words[1], words[2]);
      case "leave" -> leave(words[1], arguments);
      case "cast" -> DriverCast.open(arguments[0], arguments[1], arguments[2]);
      case "hold" -> hold(arguments);
      case "use" -> ask(held, "SELECT 1");
      case "drop" -> drop();
      case "load" -> load(arguments);
      case "calls" -> String.valueOf(CALLS.get());
      case "stop" -> stop();
      default -> "unknown command";
    };
  }

  /** Makes calls, one after another, and returns the servers' processes that answered them. */
  private static Set<Integer> sessions(int calls, String[] arguments) throws SQLException {
    Set<Integer> processes = new HashSet<>();
    for (int i = 0; i < calls; i++) {
      processes.add(Integer.parseInt(call("SELECT pg_backend_pid()", arguments)));
    }
    return processes;
  }

  private static String call(String sql, String[] arguments) throws SQLException {
    try (Connection connection = open(arguments)) {
      return ask(connection, sql);
    }
  }

  private static Connection open(String[] arguments) throws SQLException {
    return DriverManager.getConnection(arguments[0], arguments[1], arguments[2]);
  }

  private static String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /** Opens a connection for later; tells whose object it is. */
  private static String hold(String[] arguments) throws SQLException {
    held = open(arguments);
    return Proxy.isProxyClass(held.getClass()) ? "a handle" : "the driver's";
  }

  private static String drop() throws SQLException {
    held.close();
    return held.isClosed() ? "closed" : "open";
  }

  private static String login(String url, String user, String password) {
    try {
      DriverManager.getConnection(url, user, password).close();
      return "welcome";
    } catch (SQLException refused) {
      return refused.getClass().getSimpleName() + " " + refused.getSQLState();
    }
  }

  /** Changes the session, closes, and tells what the next call finds of it. */
  private static String leave(String name, String[] arguments) throws SQLException {
    try (Connection connection = open(arguments);
        Statement statement = connection.createStatement()) {
      statement.execute("SET search_path TO " + name);
    }
    return call("SHOW search_path", arguments);
  }

  private static String load(String[] arguments) {
    loading = true;
    for (int i = 0; i < THREADS; i++) {
      Thread thread = new Thread(() -> run(arguments));
      LOAD.add(thread);
      thread.start();
    }
    return "loading";
  }

  private static void run(String[] arguments) {
    while (loading) {
      try {
        call("SELECT 1", arguments);
        CALLS.incrementAndGet();
      } catch (SQLException | RuntimeException failed) {
        ERRORS.incrementAndGet();
        failed.printStackTrace();
      }
    }
  }

  private static String stop() throws InterruptedException {
    loading = false;
    for (Thread thread : LOAD) {
      thread.join();
    }
    return ERRORS.get() + " errors";
  }
}
