/**
 * A real PostgreSQL with the tables and people of the orders service. Begin at {@link
 * com.example.postgres.OrdersDatabase}.
 */
@NullMarked
package com.example.postgres;

import org.jspecify.annotations.NullMarked;
