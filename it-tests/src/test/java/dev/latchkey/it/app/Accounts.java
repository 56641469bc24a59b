package dev.latchkey.it.app;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Looks accounts up as applications do: a connection each time, and two queries. */
public final class Accounts {
  private final AtomicInteger runs = new AtomicInteger();
  private final String url;
  private String schema = "public";

  Accounts(String url) {
    this.url = url;
  }

  /** An account, with a list that whoever has it may change. */
  public record Account(String name, String mail, List<String> roles) {}

  int runs() {
    return runs.get();
  }

  void schema(String name) {
    schema = name;
  }

  /** Returns an account, or null when there is none of that name. */
  public Account find(String name) throws SQLException {
    runs.incrementAndGet();
    try (Connection connection = DriverManager.getConnection(url)) {
      if (!schema.equals("public")) {
        connection.setSchema(schema);
      }
      String mail = first(connection, "select mail from accounts where name = ?", name);
      return mail == null ? null : new Account(name, mail, roles(connection, name));
    }
  }

  /** Returns an account and notes that it was looked up. */
  public Account findAndTouch(String name) throws SQLException {
    runs.incrementAndGet();
    try (Connection connection = DriverManager.getConnection(url)) {
      try (PreparedStatement touch =
          connection.prepareStatement("update accounts set seen = now() where name = ?")) {
        touch.setString(1, name);
        touch.executeUpdate();
      }
      String mail = first(connection, "select mail from accounts where name = ?", name);
      return new Account(name, mail, List.of());
    }
  }

  private static String first(Connection connection, String sql, String name) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, name);
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() ? rows.getString(1) : null;
      }
    }
  }

  private static List<String> roles(Connection connection, String name) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select role from account_roles where name = ?")) {
      query.setString(1, name);
      List<String> roles = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          roles.add(rows.getString(1));
        }
      }
      return roles;
    }
  }
}
