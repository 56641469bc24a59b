package dev.latchkey.dashboard.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.time.Ticker;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Codes that log a browser in once, so that no token has to be typed into a page or stand in an
 * address. Holds digests only, at most 16, each for a minute. Thread-safe.
 */
public final class LoginCodes {
  /** How long a code can be used. */
  public static final Duration LIFE = Duration.ofMinutes(1);

  private static final int MOST = 16;

  private final Tokens tokens;
  private final Ticker ticker;
  private final SecureRandom random;

  @GuardedBy("this")
  private final Map<ByteBuffer, Issued> codes = new LinkedHashMap<>();

  private record Issued(Identity identity, long atNanos) {}

  /** Starts without a code. */
  public LoginCodes(Tokens tokens, Ticker ticker, SecureRandom random) {
    this.tokens = tokens;
    this.ticker = ticker;
    this.random = random;
  }

  /** Returns a new code for the holder of a token; the oldest one ends when there are too many. */
  public synchronized String issue(Identity identity) {
    if (codes.size() >= MOST) {
      codes.remove(codes.keySet().iterator().next());
    }
    var code = Secrets.random(random);
    codes.put(key(code), new Issued(identity, ticker.nanos()));
    return code;
  }

  /** Returns for whom the code was made, once; nothing for one that is used, old or none. */
  public synchronized Optional<Identity> redeem(String code) {
    var issued = codes.remove(key(code));
    if (issued == null || ticker.nanos() - issued.atNanos() >= LIFE.toNanos()) {
      return Optional.empty();
    }
    return Optional.of(issued.identity()).filter(tokens::holds);
  }

  private static ByteBuffer key(String code) {
    return ByteBuffer.wrap(Secrets.digest(code));
  }
}
