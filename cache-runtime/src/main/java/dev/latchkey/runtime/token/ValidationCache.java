package dev.latchkey.runtime.token;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.latchkey.runtime.store.CacheStats;
import dev.latchkey.runtime.store.Condition;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.LocalStore;
import dev.latchkey.runtime.time.Ticker;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the answers of successful validations, under fingerprints that cover the token, the
 * validator and its settings. Thread-safe; allocates nothing for a hit.
 *
 * <p>An answer ends with its token, by the wall clock and without any grace; after its time to
 * live; and with the key sets: any change of any key set makes all older answers unreachable, since
 * nobody knows which keys a library kept for itself. The times, the key sets and the deny list are
 * looked at on every read. When the wall clock is set, all answers fall.
 *
 * <p>Counts per subject and per validator are kept in tables of fixed size, by number modulo their
 * length: who shares a place shares its bound.
 */
public final class ValidationCache {
  /** The entry itself, the fingerprint, the table's and the store's nodes. */
  private static final int ENTRY_BYTES = 320;

  private static final int SUBJECT_PLACES = 1 << 14;
  private static final int RECEIVER_PLACES = 1 << 10;

  private final LocalStore<Kept> store;
  private final LongSupplier keySets;
  private final DenyList denied;
  private final Ticker ticker;
  private final ClockWatch clock;
  private final int maxPerReceiver;
  private final long firstBytes;
  private final AtomicIntegerArray bySubject = new AtomicIntegerArray(SUBJECT_PLACES);
  private final AtomicIntegerArray byReceiver = new AtomicIntegerArray(RECEIVER_PLACES);
  private final LongAdder refused = new LongAdder();
  private final AtomicLong clears = new AtomicLong();
  private volatile long longestNanos;
  private volatile long limitNanos = ValidationSettings.MAX_TTL.toNanos();

  /**
   * Makes an empty cache.
   *
   * @param keySets returns a number that rises with every change of a key set
   * @param denied asked on every read
   */
  public ValidationCache(
      ValidationSettings settings, LongSupplier keySets, DenyList denied, Ticker ticker) {
    this.store =
        LocalStore.weighed(
            settings.maxEntries(),
            settings.maxBytes(),
            kept -> ENTRY_BYTES + kept.bytes,
            this::uncount,
            ticker);
    this.keySets = keySets;
    this.denied = denied;
    this.ticker = ticker;
    this.clock = new ClockWatch(ticker.nanos(), ticker.wallMillis());
    this.firstBytes = settings.maxBytes();
    this.maxPerReceiver = Math.max(1, settings.maxEntries() / 2);
  }

  /** Returns the answer that may be given now, or null. */
  public @Nullable Object find(Fingerprint key) {
    return find(key, ticker.nanos());
  }

  /**
   * Returns the answer that may be given now, or null.
   *
   * @param nowNanos a reading of the ticker that was just made
   */
  public @Nullable Object find(Fingerprint key, long nowNanos) {
    long wallMillis = ticker.wallMillis();
    if (fellWithTheClock(nowNanos, wallMillis)) {
      return null;
    }
    Kept kept = store.get(key, nowNanos);
    return kept != null && mayServe(kept, wallMillis) ? kept.value : null;
  }

  /** Returns what to hand back with the answer of a validation that begins now. */
  public PendingValidation begin(Fingerprint key) {
    return new PendingValidation(key, store.mark(key), keySets.getAsLong());
  }

  /**
   * Keeps the answer of a validation that succeeded.
   *
   * @param pending taken before the validation began
   * @param receiver number of the validator, from 0
   * @param bytes estimated size of {@code value}
   * @param ttl the longest life, at most {@link ValidationSettings#MAX_TTL}; {@link
   *     ValidationSettings#MAX_UNBOUNDED} when the claims name no end
   * @return whether it was kept
   */
  @CanIgnoreReturnValue
  public boolean store(
      PendingValidation pending,
      VerifiedClaims claims,
      long receiver,
      Object value,
      int bytes,
      Duration ttl) {
    long wallMillis = ticker.wallMillis();
    var kept = new Kept(value, bytes, claims, receiver, pending.keySets());
    boolean taken =
        !fellWithTheClock(ticker.nanos(), wallMillis)
            && mayServe(kept, wallMillis)
            && claims.issuedAtMillis().orElse(0) <= wallMillis
            && hasRoom(kept)
            && put(pending, kept, Math.min(limitNanos, lifeNanos(claims, ttl, wallMillis)));
    if (taken && ttl.toNanos() > longestNanos) {
      longestNanos = ttl.toNanos(); // a race of two threads is settled by the next answer
    }
    if (!taken) {
      refused.increment();
    }
    return taken;
  }

  /** Returns what to hand to {@link #prove} for an answer that begins to be made now. */
  public ProofMark mark() {
    return new ProofMark(keySets.getAsLong(), clears.get());
  }

  /**
   * Returns what an answer that is kept elsewhere depends on when it is for the bearer of a token:
   * what a validation that is kept here depends on.
   *
   * @param mark taken before the token was checked
   */
  public Condition prove(ProofMark mark, VerifiedClaims claims) {
    return new Proof(new Kept(mark, 0, claims, 0, mark.keySets()), mark.clears());
  }

  /** Keeps answers from now on no longer than this, whatever is asked for, and no more of them. */
  public void limit(Duration longest, int maxEntries) {
    limitNanos = longest.toNanos();
    store.limit(maxEntries);
  }

  /** Tells whether it may hold fewer answers than it was made for. */
  public boolean isLimited() {
    return store.isLimited();
  }

  /** Drops one answer. */
  public void forget(Fingerprint key) {
    store.invalidate(key);
  }

  /** Drops the answers that have one of these numbers and returns how many there were. */
  @CanIgnoreReturnValue
  public long drop(long... ids) {
    return store.invalidateIf(kept -> kept.isAboutAny(ids));
  }

  /** Returns how many answers have one of these numbers. */
  long count(long... ids) {
    return store.countIf(kept -> kept.isAboutAny(ids));
  }

  /** Drops the answers of one validator and returns how many there were. */
  @CanIgnoreReturnValue
  public long dropReceiver(long receiver) {
    return store.invalidateIf(kept -> kept.receiver == receiver);
  }

  /** Drops everything and returns how much there was. */
  @CanIgnoreReturnValue
  public long clear() {
    clears.incrementAndGet();
    return store.clear();
  }

  /** Returns the memory that it was made with. */
  public long firstBytes() {
    return firstBytes;
  }

  /** Takes no more than {@code maxBytes} from now on. */
  public void resize(long maxBytes) {
    store.resize(maxBytes);
  }

  /** Returns the counters. */
  public CacheStats stats() {
    CacheStats stats = store.stats();
    return new CacheStats(
        stats.entries(),
        stats.maxEntries(),
        stats.weightBytes(),
        stats.maxBytes(),
        stats.stored(),
        refused.sum(),
        stats.evicted(),
        stats.expired(),
        stats.invalidated());
  }

  /** Everything falls before the clock is trusted again, so that nobody is served in between. */
  private boolean fellWithTheClock(long nanos, long wallMillis) {
    boolean jumped = clock.jumped(nanos, wallMillis);
    if (jumped) {
      clear();
      clock.trust(nanos, wallMillis);
    }
    return jumped;
  }

  private boolean mayServe(Kept kept, long wallMillis) {
    return wallMillis < kept.expiresAtMillis
        && kept.notBeforeMillis <= wallMillis
        && kept.keySets == keySets.getAsLong()
        && !denied.forbids(kept.claims);
  }

  private static long lifeNanos(VerifiedClaims claims, Duration ttl, long wallMillis) {
    OptionalLong end = claims.expiresAtMillis();
    Duration most = end.isPresent() ? ValidationSettings.MAX_TTL : ValidationSettings.MAX_UNBOUNDED;
    long nanos = Math.min(ttl.toNanos(), most.toNanos());
    return end.isPresent()
        ? Math.min(nanos, TimeUnit.MILLISECONDS.toNanos(end.getAsLong() - wallMillis))
        : nanos;
  }

  /** Returns the longest life that an answer was given so far. */
  Duration longestLife() {
    return Duration.ofNanos(longestNanos);
  }

  private boolean hasRoom(Kept kept) {
    if (kept.subject() != ClaimIds.NONE
        && bySubject.get(place(kept.subject(), SUBJECT_PLACES))
            >= ValidationSettings.MAX_PER_SUBJECT) {
      return false;
    }
    if (byReceiver.get(place(kept.receiver, RECEIVER_PLACES)) >= maxPerReceiver) {
      // A share at a time, so that the walk is paid for by as many entries as it frees.
      store.evictColdest(other -> other.receiver == kept.receiver, 1 + maxPerReceiver / 16);
    }
    return true;
  }

  private boolean put(PendingValidation pending, Kept kept, long lifeNanos) {
    count(kept, 1);
    boolean taken = store.put(pending.key(), kept, ticker.nanos() + lifeNanos, pending.mark());
    if (!taken) {
      count(kept, -1);
    }
    return taken;
  }

  private void uncount(Kept kept) {
    count(kept, -1);
  }

  private void count(Kept kept, int change) {
    if (kept.subject() != ClaimIds.NONE) {
      bySubject.addAndGet(place(kept.subject(), SUBJECT_PLACES), change);
    }
    byReceiver.addAndGet(place(kept.receiver, RECEIVER_PLACES), change);
  }

  private static int place(long number, int places) {
    return (int) number & (places - 1);
  }

  /** That a token which was good still is, as far as is known here. */
  private final class Proof implements Condition {
    private final Kept token;
    private final long clearsSeen;

    Proof(Kept token, long clearsSeen) {
      this.token = token;
      this.clearsSeen = clearsSeen;
    }

    @Override
    public boolean holds() {
      long wallMillis = ticker.wallMillis();
      return !fellWithTheClock(ticker.nanos(), wallMillis)
          && clearsSeen == clears.get()
          && mayServe(token, wallMillis);
    }

    @Override
    public boolean isAbout(long id) {
      return token.isAbout(id);
    }
  }

  /** Not a record: entries are compared by identity, and values are not ours to compare. */
  private static final class Kept {
    final Object value;
    final int bytes;
    final VerifiedClaims claims;
    final long receiver;
    final long keySets;
    final long expiresAtMillis;
    final long notBeforeMillis;

    Kept(Object value, int bytes, VerifiedClaims claims, long receiver, long keySets) {
      this.value = value;
      this.bytes = bytes;
      this.claims = claims;
      this.receiver = receiver;
      this.keySets = keySets;
      expiresAtMillis = claims.expiresAtMillis().orElse(Long.MAX_VALUE);
      notBeforeMillis = claims.notBeforeMillis().orElse(Long.MIN_VALUE);
    }

    long subject() {
      return claims.id(ClaimKind.SUBJECT);
    }

    boolean isAboutAny(long... ids) {
      for (long id : ids) {
        if (isAbout(id)) {
          return true;
        }
      }
      return false;
    }

    boolean isAbout(long id) {
      for (long mine : claims.ids()) {
        if (mine == id && id != ClaimIds.NONE) {
          return true;
        }
      }
      return false;
    }
  }
}
