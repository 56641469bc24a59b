package com.example.orders.orders;

import com.example.orders.database.Database;
import com.example.orders.database.DatabaseException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Repository;

/** The table of orders. Thread-safe; every call uses a connection of its own. */
@Repository
public class OrderRepository {
  private final Database database;

  /** Reads that database. */
  public OrderRepository(Database database) {
    this.database = database;
  }

  /** Returns the user's orders, the newest first. */
  public List<Order> ordersOf(long userId) {
    try (var connection = database.connect();
        var query =
            connection.prepareStatement(
                "select id, placed_at, article, amount_cents from orders"
                    + " where user_id = ? order by placed_at desc")) {
      query.setLong(1, userId);
      var orders = new ArrayList<Order>();
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          orders.add(order(rows));
        }
      }
      return orders;
    } catch (SQLException e) {
      throw new DatabaseException("Could not load the orders of a user", e);
    }
  }

  private static Order order(ResultSet row) throws SQLException {
    return new Order(
        row.getLong("id"),
        row.getTimestamp("placed_at").toInstant(),
        row.getString("article"),
        row.getLong("amount_cents"));
  }
}
