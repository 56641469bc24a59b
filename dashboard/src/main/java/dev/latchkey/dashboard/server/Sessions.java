package dev.latchkey.dashboard.server;

import dev.latchkey.dashboard.http.Authority;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.runtime.time.Ticker;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Browsers that have signed in with the admin token. A session lives eight hours; the oldest makes
 * room. It ends early when the token that opened it is replaced.
 *
 * <p>Thread-safe: the map and the counters are guarded by this object's lock.
 */
final class Sessions {
  private static final int MOST = 32;
  private static final int BYTES = 24;
  private static final long LIFE_NANOS = Duration.ofHours(8).toNanos();
  private static final int FREE_FAILURES = 5;
  private static final long WAIT_NANOS = Duration.ofSeconds(30).toNanos();

  private final Authority authority;
  private final Ticker ticker;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Session> open = new LinkedHashMap<>();
  private int failures;
  private long lastFailureNanos;

  Sessions(Authority authority, Ticker ticker) {
    this.authority = authority;
    this.ticker = ticker;
  }

  /**
   * Signs in and returns the session's id.
   *
   * @throws Problem when the token is wrong, or too many wrong ones came before
   */
  synchronized String open(String token) {
    long now = ticker.nanos();
    if (failures >= FREE_FAILURES) {
      long left = WAIT_NANOS - (now - lastFailureNanos);
      if (left > 0) {
        throw Problem.rateLimited(1 + Duration.ofNanos(left).toSeconds());
      }
    }
    if (!authority.accepts(token)) {
      failures++;
      lastFailureNanos = now;
      throw Problem.unauthenticated();
    }
    failures = 0;
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    open.put(id, new Session(token, now + LIFE_NANOS));
    if (open.size() > MOST) {
      Iterator<String> oldest = open.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    return id;
  }

  synchronized boolean isOpen(String id) {
    Session session = open.get(id);
    if (session == null) {
      return false;
    }
    if (ticker.nanos() - session.endNanos() >= 0 || !authority.accepts(session.token())) {
      open.remove(id);
      return false;
    }
    return true;
  }

  synchronized void close(String id) {
    open.remove(id);
  }

  private record Session(String token, long endNanos) {
    @Override
    public String toString() {
      return "Session[***]";
    }
  }
}
