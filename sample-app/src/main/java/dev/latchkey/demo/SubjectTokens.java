package dev.latchkey.demo;

import com.example.idp.IdentityProvider;
import com.example.idp.TokenRequest;
import com.nimbusds.jose.JOSEException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The callers of the service. Each sends the same token until half of its life is over, as clients
 * do, and then gets a new one. Confined to the thread that sends the load.
 */
final class SubjectTokens {
  /** How many users call where a rollout has to tell their shares apart. */
  static final int SUBJECTS = 200;

  /** How many call for the table: all of them come round in each time that the load settles. */
  static final int FEW = 20;

  private static final Duration TIME_TO_LIVE = Duration.ofMinutes(10);
  private static final Duration TIME_IN_USE = TIME_TO_LIVE.dividedBy(2);

  private final Map<Integer, HeldToken> held = new HashMap<>();
  private final IdentityProvider provider;
  private final InstantSource clock;
  private final int subjects;

  /**
   * Gets tokens from that provider.
   *
   * @param subjects how many users call; each comes round once in so many requests
   */
  SubjectTokens(IdentityProvider provider, InstantSource clock, int subjects) {
    this.subjects = subjects;
    this.provider = provider;
    this.clock = clock;
  }

  /** The token to send with the request of that number. */
  String tokenFor(int number) {
    var subject = number % subjects;
    var known = held.get(subject);
    var now = clock.instant();
    if (known != null && now.isBefore(known.issued().plus(TIME_IN_USE))) {
      return known.text();
    }
    var fresh = issue(subject);
    held.put(subject, new HeldToken(fresh, now));
    return fresh;
  }

  /** A request for a token of the caller who sends the request of that number. */
  static TokenRequest request(int number) {
    var subject = String.format(Locale.ROOT, "user-%04d", 1 + number % SUBJECTS);
    return new TokenRequest(subject, IdentityProvider.DEFAULT_AUDIENCE, TIME_TO_LIVE);
  }

  private String issue(int subject) {
    try {
      return provider.issue(request(subject));
    } catch (JOSEException e) {
      throw new DemoException("The identity provider cannot sign: " + e.getMessage(), e);
    }
  }

  private record HeldToken(String text, Instant issued) {}
}
