package com.example.orders.auth;

/** The issuer's keys could not be had; a token can be neither accepted nor refused. */
public final class KeySetUnavailableException extends RuntimeException {

  /** Keeps the reason. */
  public KeySetUnavailableException(Throwable cause) {
    super("The keys of the issuer are not available", cause);
  }
}
