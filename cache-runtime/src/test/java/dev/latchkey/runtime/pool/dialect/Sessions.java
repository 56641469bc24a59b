package dev.latchkey.runtime.pool.dialect;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeSet;

/** What the tests of the dialects do with sessions. */
final class Sessions {
  private Sessions() {}

  /** Something that is done to a session. */
  interface Change {
    void on(Connection connection) throws SQLException;
  }

  /** Something that a borrower can see of a session. */
  interface View {
    Object of(Connection connection) throws SQLException;
  }

  static void run(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    }
  }

  /** Returns the first value of the first row, or the SQLState of what was thrown. */
  static String ask(Connection connection, String query) {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? String.valueOf(row.getString(1)) : "nothing";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  static TreeSet<String> differences(Map<String, String> one, Map<String, String> other) {
    TreeSet<String> names = new TreeSet<>(one.keySet());
    names.addAll(other.keySet());
    names.removeIf(name -> String.valueOf(one.get(name)).equals(other.get(name)));
    return names;
  }
}
