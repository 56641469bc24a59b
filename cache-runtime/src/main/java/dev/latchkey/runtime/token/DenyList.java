package dev.latchkey.runtime.token;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.latchkey.runtime.time.Ticker;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What no kept answer may be given for. It only forbids the cache: whether a token is good is still
 * the application's to say. Nothing in it is ever pushed out; when it is full, it forbids
 * everything for as long as what did not fit was to be forbidden. Thread-safe, without locks on the
 * way of a call.
 */
public final class DenyList {
  /** Bound on the claims that are denied at a time. */
  public static final int MAX_ENTRIES = 100_000;

  private final Ticker ticker;
  private final int maxEntries;
  private final ConcurrentHashMap<Long, Long> untilNanos = new ConcurrentHashMap<>();

  /** The end of the time in which everything is forbidden, ahead of {@code origin}; 0 for never. */
  private final AtomicLong overflowNanos = new AtomicLong();

  private final long origin;

  /** Makes an empty list. */
  public DenyList(Ticker ticker) {
    this(ticker, MAX_ENTRIES);
  }

  DenyList(Ticker ticker, int maxEntries) {
    this.ticker = ticker;
    this.maxEntries = maxEntries;
    origin = ticker.nanos();
  }

  /**
   * Forbids kept answers with this claim.
   *
   * @param id from {@link ClaimIds}
   * @return whether it fitted in; if not, no kept answer is given at all for that long
   */
  @CanIgnoreReturnValue
  public boolean add(long id, long forNanos) {
    long until = now() + forNanos;
    if (untilNanos.size() >= maxEntries && !untilNanos.containsKey(id)) {
      prune();
    }
    if (untilNanos.size() >= maxEntries && !untilNanos.containsKey(id)) {
      overflowNanos.accumulateAndGet(until, Math::max);
      return false;
    }
    untilNanos.merge(id, until, Math::max);
    return true;
  }

  /** Returns whether no kept answer may be given for these claims. */
  boolean forbids(VerifiedClaims claims) {
    if (isOverflown()) {
      return true;
    }
    if (untilNanos.isEmpty()) {
      return false;
    }
    for (long id : claims.ids()) {
      if (id != ClaimIds.NONE && isDenied(id)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether more had to be forbidden than fits, so that everything is. */
  public boolean isOverflown() {
    long overflow = overflowNanos.get();
    return overflow != 0 && overflow - now() > 0;
  }

  /** Returns how many claims are on the list, those among them whose time is over included. */
  public int size() {
    return untilNanos.size();
  }

  private boolean isDenied(long id) {
    Long until = untilNanos.get(id);
    return until != null && until - now() > 0;
  }

  private void prune() {
    long now = now();
    untilNanos.values().removeIf(until -> until - now <= 0);
  }

  private long now() {
    return ticker.nanos() - origin;
  }
}
