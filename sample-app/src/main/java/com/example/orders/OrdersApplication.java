package com.example.orders;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The orders service, written the straightforward way. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class OrdersApplication {

  /** Starts the service with Spring Boot's usual arguments. */
  public static void main(String[] args) {
    SpringApplication.run(OrdersApplication.class, args);
  }
}
