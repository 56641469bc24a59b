package dev.latchkey.dashboard.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.time.Ticker;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The browsers that have shown the admin token. Holds digests only, at most 64, each for 12 hours
 * and no longer than the token stays the same. Thread-safe.
 */
public final class Sessions {
  static final int MAX_SESSIONS = 64;

  /** How long a session lasts. */
  public static final long LIFE_SECONDS = Duration.ofHours(12).toSeconds();

  private final Ticker ticker;
  private final SecureRandom random;
  private final AdminToken token;

  @GuardedBy("this")
  private final Map<ByteBuffer, Session> sessions = new LinkedHashMap<>();

  private record Session(long startedNanos, int tokenGeneration) {}

  /** Starts without a session. */
  public Sessions(AdminToken token, Ticker ticker, SecureRandom random) {
    this.token = token;
    this.ticker = ticker;
    this.random = random;
  }

  /** Begins a session and returns its secret; the oldest one ends when there are too many. */
  public synchronized String begin() {
    if (sessions.size() >= MAX_SESSIONS) {
      sessions.remove(sessions.keySet().iterator().next());
    }
    var secret = Secrets.random(random);
    sessions.put(key(secret), new Session(ticker.nanos(), token.generation()));
    return secret;
  }

  /** Returns whether the session of this secret goes on. */
  public synchronized boolean isOpen(String secret) {
    var key = key(secret);
    var session = sessions.get(key);
    if (session == null) {
      return false;
    }
    boolean open =
        ticker.nanos() - session.startedNanos < TimeUnit.SECONDS.toNanos(LIFE_SECONDS)
            && session.tokenGeneration == token.generation();
    if (!open) {
      sessions.remove(key);
    }
    return open;
  }

  /** Ends the session of this secret, if there is one. */
  public synchronized void end(String secret) {
    sessions.remove(key(secret));
  }

  private static ByteBuffer key(String secret) {
    return ByteBuffer.wrap(Secrets.digest(secret));
  }
}
