/**
 * The orders service: a small Spring Boot application that authenticates each request by a bearer
 * token and lists the orders of the caller. Begin at {@link com.example.orders.OrdersApplication}.
 */
@NullMarked
package com.example.orders;

import org.jspecify.annotations.NullMarked;
