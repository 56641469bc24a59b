package com.example.open;

import com.example.orders.OrdersProperties;
import com.example.orders.auth.AuthenticationFilter;
import com.example.orders.auth.RequestAuthenticator;
import com.example.orders.orders.OrderController;
import com.example.orders.orders.OrderRepository;
import com.example.orders.users.User;
import com.example.tuned.PooledDatabase;
import java.util.Set;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The orders service without authentication: every caller is the first user. Its connections come
 * from the pool of the tuned build, so that it shows the least that a request can cost.
 */
@SpringBootApplication
@EnableConfigurationProperties(OrdersProperties.class)
@Import({
  AuthenticationFilter.class,
  OrderController.class,
  OrderRepository.class,
  PooledDatabase.class
})
public class OpenOrdersApplication {
  private static final User EVERYBODY =
      new User(1, "user-0001", "User 1", "user-0001@example.com", Set.of("orders:read"));

  /** Starts the service with Spring Boot's usual arguments. */
  public static void main(String[] args) {
    SpringApplication.run(OpenOrdersApplication.class, args);
  }

  @Bean
  RequestAuthenticator everybody() {
    return authorizationHeader -> EVERYBODY;
  }
}
