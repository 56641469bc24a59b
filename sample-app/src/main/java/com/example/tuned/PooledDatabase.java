package com.example.tuned;

import com.example.orders.OrdersProperties;
import com.example.orders.database.Database;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.stereotype.Component;

/** Lends connections from a pool. Thread-safe. */
@Component
public final class PooledDatabase implements Database, AutoCloseable {
  /** As many as so many processors can keep busy. */
  public static final int CONNECTIONS = 2 * Runtime.getRuntime().availableProcessors() + 1;

  private final HikariDataSource pool;

  /** Opens the pool to the configured database. */
  public PooledDatabase(OrdersProperties properties) {
    var config = new HikariConfig();
    config.setJdbcUrl(properties.database().url());
    config.setUsername(properties.database().user());
    config.setPassword(properties.database().password());
    config.setMaximumPoolSize(CONNECTIONS);
    this.pool = new HikariDataSource(config);
  }

  @Override
  public Connection connect() throws SQLException {
    return pool.getConnection();
  }

  @Override
  public void close() {
    pool.close();
  }
}
