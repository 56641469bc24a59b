package com.example.orders.orders;

import java.time.Instant;

/**
 * One order. Immutable.
 *
 * @param amountCents what it cost, in cents
 */
public record Order(long id, Instant placedAt, String article, long amountCents) {}
