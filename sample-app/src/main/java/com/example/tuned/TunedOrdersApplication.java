package com.example.tuned;

import com.example.orders.OrdersProperties;
import com.example.orders.auth.AuthenticationFilter;
import com.example.orders.orders.OrderController;
import com.example.orders.orders.OrderRepository;
import com.example.orders.users.RoleRepository;
import com.example.orders.users.UserRepository;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;

/**
 * The orders service with a hand-tuned authentication path; same addresses, same settings, same
 * answers. It lists orders and no more: nobody changes his name there, and so nothing kept of him
 * has to fall.
 */
@SpringBootApplication
@EnableConfigurationProperties(OrdersProperties.class)
@Import({
  AuthenticationFilter.class,
  OrderController.class,
  OrderRepository.class,
  RoleRepository.class,
  UserRepository.class
})
public class TunedOrdersApplication {

  /** Starts the service with Spring Boot's usual arguments. */
  public static void main(String[] args) {
    SpringApplication.run(TunedOrdersApplication.class, args);
  }
}
