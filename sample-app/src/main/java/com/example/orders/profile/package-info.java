/** What users may change about themselves. */
@NullMarked
package com.example.orders.profile;

import org.jspecify.annotations.NullMarked;
