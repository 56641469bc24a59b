/** What people may change of themselves. */
@NullMarked
package com.example.orders.profile;

import org.jspecify.annotations.NullMarked;
