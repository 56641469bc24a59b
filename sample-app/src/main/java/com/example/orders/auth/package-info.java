/**
 * Who is calling: from the {@code Authorization} header to a user. Begin at {@link
 * com.example.orders.auth.Authenticator}.
 */
@NullMarked
package com.example.orders.auth;

import org.jspecify.annotations.NullMarked;
