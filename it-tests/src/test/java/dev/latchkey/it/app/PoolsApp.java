package dev.latchkey.it.app;

import dev.latchkey.it.app.Borrowing.Login;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.TreeSet;
import org.postgresql.PGConnection;

/**
 * Borrows connections in a way and as often as a line of two words says, and answers the class of
 * what the pool got and how many sessions of the database that were.
 */
public final class PoolsApp {
  private PoolsApp() {}

  /** Takes address, user and password of a PostgreSQL. */
  public static void main(String[] arguments) throws Exception {
    Login login = new Login(arguments[0], arguments[1], arguments[2]);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("started");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", -1);
      System.out.println(answer(login, words[0], Integer.parseInt(words[1])));
    }
  }

  private static String answer(Login login, String name, int times) throws Exception {
    Borrowing pool = RealPools.ALL.get(name);
    Borrowing way = pool == null ? Unpooled.ALL.get(name) : pool;
    TreeSet<String> classes = new TreeSet<>();
    TreeSet<Integer> sessions = new TreeSet<>();
    for (int i = 0; i < times; i++) {
      way.borrow(
          login,
          connection -> {
            classes.add(driverClass(connection));
            sessions.add(session(connection));
          });
    }
    return String.join(",", classes) + " " + sessions.size();
  }

  /** A handle of the agent answers this with itself, a pool with what it got. */
  private static String driverClass(Connection connection) throws SQLException {
    Class<? extends Connection> asked =
        isPostgres(connection)
            ? connection.unwrap(PGConnection.class).getClass().asSubclass(Connection.class)
            : connection.unwrap(Connection.class).getClass();
    return asked.getName();
  }

  private static int session(Connection connection) throws SQLException {
    String sql = isPostgres(connection) ? "SELECT pg_backend_pid()" : "SELECT session_id()";
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getInt(1);
    }
  }

  private static boolean isPostgres(Connection connection) throws SQLException {
    return connection.isWrapperFor(PGConnection.class);
  }
}
