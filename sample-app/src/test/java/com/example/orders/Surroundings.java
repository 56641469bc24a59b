package com.example.orders;

import com.example.idp.IdentityProvider;
import com.example.idp.TokenRequest;
import com.example.postgres.OrdersDatabase;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the service needs around it: a real identity provider and a real PostgreSQL, shared by the
 * test classes.
 */
final class Surroundings implements AutoCloseable {
  private final IdentityProvider provider;
  private final OrdersDatabase database;

  private Surroundings(IdentityProvider provider, OrdersDatabase database) {
    this.provider = provider;
    this.database = database;
  }

  static Surroundings start() throws Exception {
    var provider = IdentityProvider.start();
    provider.delay(Duration.ZERO);
    return new Surroundings(
        provider, OrdersDatabase.start(Path.of("target", "test-postgres", "orders")));
  }

  IdentityProvider provider() {
    return provider;
  }

  OrdersDatabase database() {
    return database;
  }

  TokenRequest request(String subject) {
    return new TokenRequest(subject, IdentityProvider.DEFAULT_AUDIENCE, Duration.ofMinutes(5));
  }

  /** The settings of a service in these surroundings, as command line arguments. */
  String[] arguments() {
    return new String[] {
      "--server.port=0",
      "--orders.issuer=" + provider.issuer(),
      "--orders.audience=" + IdentityProvider.DEFAULT_AUDIENCE,
      "--orders.key-set=" + provider.keySet(),
      "--orders.database.url=" + database.url(),
      "--orders.database.user=" + OrdersDatabase.USER,
      "--orders.database.password=" + OrdersDatabase.PASSWORD
    };
  }

  @Override
  public void close() {
    provider.close();
    database.close();
  }
}
