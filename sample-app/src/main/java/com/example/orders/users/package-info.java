/** The people who have orders, and what they may do. */
@NullMarked
package com.example.orders.users;

import org.jspecify.annotations.NullMarked;
