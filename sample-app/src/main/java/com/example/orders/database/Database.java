package com.example.orders.database;

import java.sql.Connection;
import java.sql.SQLException;

/** Where the repositories get their connections. Implementations are thread-safe. */
public interface Database {

  /**
   * Hands out a connection, which the caller closes.
   *
   * @throws SQLException when the database cannot be reached or refuses the user
   */
  Connection connect() throws SQLException;
}
