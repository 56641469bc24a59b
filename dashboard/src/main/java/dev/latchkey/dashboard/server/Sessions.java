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
 * room.
 *
 * <p>Thread-safe: both maps and the counter are guarded by this object's lock.
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
  private final Map<String, Long> ends = new LinkedHashMap<>();
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
    ends.put(id, now + LIFE_NANOS);
    if (ends.size() > MOST) {
      Iterator<String> oldest = ends.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    return id;
  }

  synchronized boolean isOpen(String id) {
    Long end = ends.get(id);
    if (end != null && ticker.nanos() - end >= 0) {
      ends.remove(id);
      return false;
    }
    return end != null;
  }

  synchronized void close(String id) {
    ends.remove(id);
  }
}
