package com.example.orders.database;

import com.example.orders.OrdersProperties;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.springframework.stereotype.Component;

/** Opens a new connection for each call. Thread-safe. */
@Component
public final class DirectDatabase implements Database {
  private final OrdersProperties.Database settings;

  DirectDatabase(OrdersProperties properties) {
    this.settings = properties.database();
  }

  @Override
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(settings.url(), settings.user(), settings.password());
  }
}
