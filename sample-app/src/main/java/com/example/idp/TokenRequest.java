package com.example.idp;

import java.time.Duration;

/**
 * What a token is to say. Immutable.
 *
 * @param subject for whom it speaks, its {@code sub}
 * @param audience whom it is meant for, its {@code aud}
 * @param timeToLive from now to its {@code exp}; negative for a token that has expired already
 */
public record TokenRequest(String subject, String audience, Duration timeToLive) {

  /** Returns the same request for another audience. */
  public TokenRequest forAudience(String other) {
    return new TokenRequest(subject, other, timeToLive);
  }

  /** Returns the same request for a token of another life. */
  public TokenRequest living(Duration other) {
    return new TokenRequest(subject, audience, other);
  }
}
