/** How the service comes by a database connection. */
@NullMarked
package com.example.orders.database;

import org.jspecify.annotations.NullMarked;
