package com.example.orders.auth;

/** A request did not prove who sent it. */
public final class AuthenticationException extends RuntimeException {

  /** Says why, in words that the caller may read. */
  public AuthenticationException(String reason) {
    super(reason);
  }

  /** Says why, in words that the caller may read. */
  public AuthenticationException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
