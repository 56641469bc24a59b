package dev.latchkey.dashboard.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.time.Ticker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows guessing down: after five wrong tokens or codes from one place the next has to wait, one
 * second first and twice as long after each further one, up to a minute. A place that was quiet for
 * ten minutes begins anew. This machine is one place, and so is each IPv4 address and each /64 of
 * IPv6; of 256 places each is known by itself.
 *
 * <p>The same wrong token again tells a guesser nothing, so that it is refused and not counted: a
 * job that runs with an old token must not keep the operator out. Thread-safe.
 */
public final class LoginThrottle {
  private static final int FREE_FAILURES = 5;
  private static final int LONGEST_SHIFT = 6;
  private static final int MOST_PLACES = 256;
  private static final int MOST_WRONG = 256;
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration FORGOTTEN = Duration.ofMinutes(10);

  private final Ticker ticker;

  @GuardedBy("this")
  private final Map<String, Failures> places = bounded(MOST_PLACES);

  @GuardedBy("this")
  private final Map<ByteBuffer, Integer> wrong = bounded(MOST_WRONG);

  private record Failures(int count, long lastNanos) {}

  /** Starts without a failure. */
  public LoginThrottle(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Returns how long the next try from there has to wait; zero when it may be made. */
  public synchronized Duration remaining(String place) {
    var failures = places.get(place);
    if (failures == null || failures.count() < FREE_FAILURES) {
      return Duration.ZERO;
    }
    long seconds = 1L << Math.min(failures.count() - FREE_FAILURES, LONGEST_SHIFT);
    var needed = Duration.ofSeconds(Math.min(seconds, LONGEST.toSeconds()));
    var left = needed.minusNanos(ticker.nanos() - failures.lastNanos());
    return left.isNegative() ? Duration.ZERO : left;
  }

  /**
   * Returns whether this candidate was wrong before.
   *
   * @param generation of the tokens; a candidate may be right once they changed
   */
  public synchronized boolean isKnownWrong(String candidate, int generation) {
    Integer seen = wrong.get(key(candidate));
    return seen != null && seen == generation;
  }

  /** Notes a wrong candidate. */
  public synchronized void failed(String place, String candidate, int generation) {
    wrong.put(key(candidate), generation);
    var before = places.get(place);
    int earlier =
        before == null || ticker.nanos() - before.lastNanos() > FORGOTTEN.toNanos()
            ? 0
            : before.count();
    places.put(place, new Failures(earlier + 1, ticker.nanos()));
  }

  /** Notes a login that succeeded. */
  public synchronized void succeeded(String place) {
    places.remove(place);
  }

  private static ByteBuffer key(String candidate) {
    return ByteBuffer.wrap(Secrets.digest(candidate));
  }

  private static <K, V> Map<K, V> bounded(int most) {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
      }
    };
  }
}
