/** The orders themselves and the address they are read at. */
@NullMarked
package com.example.orders.orders;

import org.jspecify.annotations.NullMarked;
