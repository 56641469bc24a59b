package com.example.orders.orders;

import com.example.orders.auth.AuthenticationFilter;
import com.example.orders.users.User;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Answers {@code GET /orders}. Thread-safe. */
@RestController
public class OrderController {
  private static final String READ = "orders:read";

  private final OrderRepository orders;

  /** Answers with what that repository holds. */
  public OrderController(OrderRepository orders) {
    this.orders = orders;
  }

  /** Returns the caller's orders; 403 for a caller who may not read orders. */
  @GetMapping("/orders")
  public OrderList orders(@RequestAttribute(AuthenticationFilter.USER) User user) {
    if (!user.hasRole(READ)) {
      throw new ResponseStatusException(HttpStatus.FORBIDDEN, "The role " + READ + " is needed");
    }
    return new OrderList(user.name(), orders.ordersOf(user.id()));
  }

  /**
   * What a caller gets to see.
   *
   * @param customer the caller's name
   */
  public record OrderList(String customer, List<Order> orders) {

    /** Copies the list. */
    public OrderList {
      orders = List.copyOf(orders);
    }
  }
}
