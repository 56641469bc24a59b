package dev.latchkey.dashboard.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.runtime.time.Ticker;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Keeps whoever calls in a tight loop from taking the application's processor: 500 calls a second
 * and place, 1,000 at once; 20 changes a second, 200 at once. What switches off is never refused.
 * Of 256 places each is known by itself. Thread-safe.
 */
public final class CallLimits {
  private static final int CALLS = 500;
  private static final int CALLS_AT_ONCE = 1_000;
  private static final int CHANGES = 20;
  private static final int CHANGES_AT_ONCE = 200;
  private static final int MOST_PLACES = 256;
  private static final Set<String> SWITCHES_OFF =
      Set.of("/api/v1/off", "/api/v1/rollback", "/api/v1/phases/{id}/rollback");

  private final Ticker ticker;

  @GuardedBy("this")
  private final Map<String, Limits> places =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Limits> eldest) {
          return size() > MOST_PLACES;
        }
      };

  private record Limits(RateLimit calls, RateLimit changes) {}

  /** Starts without a call. */
  public CallLimits(Ticker ticker) {
    this.ticker = ticker;
  }

  /**
   * Counts a call.
   *
   * @param route the path of its route
   * @throws ProblemException when there were too many from its place
   */
  public void check(String place, String route, boolean changes) {
    if (SWITCHES_OFF.contains(route)) {
      return;
    }
    var limits = limits(place);
    if (!limits.calls().take() || (changes && !limits.changes().take())) {
      throw new ProblemException(
          Problem.rateLimited("too many calls from one place; try again in a second"),
          Map.of("Retry-After", "1"));
    }
  }

  private synchronized Limits limits(String place) {
    return places.computeIfAbsent(
        place,
        added ->
            new Limits(
                new RateLimit(ticker, CALLS, CALLS_AT_ONCE),
                new RateLimit(ticker, CHANGES, CHANGES_AT_ONCE)));
  }
}
