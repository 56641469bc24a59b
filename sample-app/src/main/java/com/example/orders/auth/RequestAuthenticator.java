package com.example.orders.auth;

import com.example.orders.users.User;
import org.jspecify.annotations.Nullable;

/** Tells who sent a request. Implementations are thread-safe. */
public interface RequestAuthenticator {

  /**
   * Returns the user on whose behalf a request was sent, with roles.
   *
   * @param authorizationHeader the header's value, null when the request has none
   * @throws AuthenticationException when the header proves nobody's identity
   * @throws KeySetUnavailableException when the issuer's keys cannot be had, so that nothing can be
   *     said
   */
  User authenticate(@Nullable String authorizationHeader);
}
