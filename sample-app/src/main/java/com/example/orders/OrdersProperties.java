package com.example.orders;

import java.net.URI;
import java.util.Objects;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings of the service, read from {@code orders.*}. Immutable.
 *
 * @param issuer who must have issued a token, its {@code iss}
 * @param audience whom a token must be meant for, its {@code aud}
 * @param keySet where the issuer publishes its keys
 * @param database how to reach the database
 */
@ConfigurationProperties("orders")
public record OrdersProperties(String issuer, String audience, URI keySet, Database database) {

  /** Refuses to start the service with a setting missing. */
  public OrdersProperties {
    Objects.requireNonNull(issuer, "orders.issuer is not set");
    Objects.requireNonNull(audience, "orders.audience is not set");
    Objects.requireNonNull(keySet, "orders.key-set is not set");
    Objects.requireNonNull(database, "orders.database is not set");
  }

  /**
   * Where the database is and who asks.
   *
   * @param url a JDBC address
   */
  public record Database(String url, String user, String password) {

    @Override
    public String toString() {
      return "Database[url=" + url + ", user=" + user + ", password=***]";
    }
  }
}
