package com.example.orders.auth;

import org.jspecify.annotations.Nullable;

/** Finds the token in an {@code Authorization} header, RFC 6750 section 2.1. */
public final class BearerToken {
  private static final String SCHEME = "Bearer ";

  private BearerToken() {}

  /**
   * Returns the token behind {@code Bearer}.
   *
   * @throws AuthenticationException when there is none
   */
  public static String of(@Nullable String authorizationHeader) {
    if (authorizationHeader == null
        || !authorizationHeader.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw new AuthenticationException("A bearer token is needed");
    }
    return authorizationHeader.substring(SCHEME.length()).trim();
  }
}
