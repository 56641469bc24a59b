package dev.latchkey.dashboard.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.time.Ticker;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The browsers that have shown a token. Holds digests only, at most 64, each for 12 hours and no
 * longer than the token stays the same. Thread-safe.
 */
public final class Sessions {
  static final int MAX_SESSIONS = 64;

  /** How long a session lasts. */
  public static final long LIFE_SECONDS = Duration.ofHours(12).toSeconds();

  private final Ticker ticker;
  private final SecureRandom random;
  private final Tokens tokens;

  @GuardedBy("this")
  private final Map<ByteBuffer, Session> sessions = new LinkedHashMap<>();

  private record Session(long startedNanos, Identity identity) {}

  /** Starts without a session. */
  public Sessions(Tokens tokens, Ticker ticker, SecureRandom random) {
    this.tokens = tokens;
    this.ticker = ticker;
    this.random = random;
  }

  /** Begins a session and returns its secret; the oldest one ends when there are too many. */
  public synchronized String begin(Identity identity) {
    if (sessions.size() >= MAX_SESSIONS) {
      sessions.remove(sessions.keySet().iterator().next());
    }
    var secret = Secrets.random(random);
    sessions.put(key(secret), new Session(ticker.nanos(), identity));
    return secret;
  }

  /** Returns whose session this secret is of; nothing when it has ended. */
  public synchronized Optional<Identity> find(String secret) {
    var key = key(secret);
    var session = sessions.get(key);
    if (session == null) {
      return Optional.empty();
    }
    boolean open =
        ticker.nanos() - session.startedNanos < TimeUnit.SECONDS.toNanos(LIFE_SECONDS)
            && tokens.holds(session.identity);
    if (!open) {
      sessions.remove(key);
      return Optional.empty();
    }
    return Optional.of(session.identity);
  }

  /** Ends the session of this secret, if there is one. */
  public synchronized void end(String secret) {
    sessions.remove(key(secret));
  }

  private static ByteBuffer key(String secret) {
    return ByteBuffer.wrap(Secrets.digest(secret));
  }
}
