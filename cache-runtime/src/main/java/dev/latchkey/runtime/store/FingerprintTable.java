package dev.latchkey.runtime.store;

import static dev.latchkey.runtime.store.FingerprintPlaces.CHANGING;
import static dev.latchkey.runtime.store.FingerprintPlaces.LONGS;
import static dev.latchkey.runtime.store.FingerprintPlaces.USES;
import static dev.latchkey.runtime.store.FingerprintPlaces.USES_BITS;
import static dev.latchkey.runtime.store.FingerprintPlaces.WAYS;
import static dev.latchkey.runtime.store.FingerprintPlaces.age;
import static dev.latchkey.runtime.store.FingerprintPlaces.begin;
import static dev.latchkey.runtime.store.FingerprintPlaces.beginChange;
import static dev.latchkey.runtime.store.FingerprintPlaces.endChange;
import static dev.latchkey.runtime.store.FingerprintPlaces.find;
import static dev.latchkey.runtime.store.FingerprintPlaces.free;
import static dev.latchkey.runtime.store.FingerprintPlaces.next;
import static dev.latchkey.runtime.store.FingerprintPlaces.state;
import static dev.latchkey.runtime.store.FingerprintPlaces.write;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.latchkey.runtime.time.Ticker;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Remembers fingerprints, each until its end, in arrays without an object for any of them: {@value
 * #ENTRY_BYTES} bytes for each that may be held. Thread-safe; a look-up and an addition allocate
 * nothing, wait for nobody and hold no lock.
 *
 * <p>A fingerprint belongs to one set of 16 places, so that what has to go is decided among 16. The
 * version of a set is odd while it is changed. A look-up that meets a change says that it knows
 * nothing, and so does an addition: that costs the application one more check of its own.
 *
 * <p>When a set is full, what was not asked for goes, in turn. If all was asked for, the newcomer
 * is turned away and each of the others loses a use; and all lose half of theirs from time to time.
 * So entries seen once cannot push out those in use, and those that nobody uses any more can be.
 */
public final class FingerprintTable {
  /** Bytes for each fingerprint that may be held, places that stay free included. */
  public static final int ENTRY_BYTES = 51;

  private static final long GRAIN_NANOS = 1_000_000_000;

  // A quarter more places than entries: chance fills some sets before others.
  private static final long PLACES_FOR_FOUR = 5;

  private static final long MOST_USES = 15;
  private static final long PAUSE_NANOS = 1_000;

  /** Uses are halved with every so many changes of a set. */
  private static final long CHANGES_PER_HALVING = 256;

  private final int sets;
  private final int maxEntries;
  private final Ticker ticker;
  private final long beginNanos;
  private final LongAdder stored = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder evicted = new LongAdder();
  private final LongAdder expired = new LongAdder();
  private final LongAdder invalidated = new LongAdder();

  /** Made with the first addition: many a JVM validates no token. */
  private volatile @Nullable FingerprintPlaces table;

  /**
   * Makes a table that holds nothing.
   *
   * @param maxEntries the most that it holds
   */
  public FingerprintTable(int maxEntries, Ticker ticker) {
    this.maxEntries = maxEntries;
    this.ticker = ticker;
    beginNanos = ticker.nanos();
    long places = maxEntries * PLACES_FOR_FOUR / 4;
    sets = (int) ((places + WAYS - 1) / WAYS);
  }

  /**
   * Returns whether this fingerprint is held and its end is ahead.
   *
   * @param nowNanos a reading of the ticker that was just made
   */
  public boolean contains(Fingerprint sought, long nowNanos) {
    FingerprintPlaces all = table;
    if (all == null) {
      return false;
    }
    int number = set(sought);
    long[] places = all.chunk(number);
    int set = begin(number);
    long version = (long) LONGS.getAcquire(places, set);
    int way = find(places, set, sought);
    if (way < 0) {
      return false;
    }
    int at = state(set, way);
    long state = places[at];
    VarHandle.loadLoadFence();
    boolean whole = (version & 1) == 0 && (long) LONGS.getOpaque(places, set) == version;
    if (!whole || !isAhead(state, nowNanos)) {
      return false;
    }
    if ((state & USES) < MOST_USES) {
      // Loses against anyone who changed the place meanwhile. What is much used is not written to.
      LONGS.compareAndSet(places, at, state, state + 1);
    }
    return true;
  }

  /**
   * Holds a fingerprint up to an end, in whole seconds and early rather than late.
   *
   * @param nowNanos a reading of the ticker that was just made
   * @return false when it was turned away: too old, less wanted than all others, or met by a change
   */
  @CanIgnoreReturnValue
  public boolean add(Fingerprint fingerprint, long endNanos, long nowNanos) {
    long end = Math.max(0, Math.floorDiv(endNanos - beginNanos, GRAIN_NANOS));
    long state = end << USES_BITS;
    if (!isAhead(state, nowNanos) || !add(places(), fingerprint, state, nowNanos)) {
      refused.increment();
      return false;
    }
    stored.increment();
    return true;
  }

  private boolean add(FingerprintPlaces all, Fingerprint fingerprint, long state, long now) {
    int number = set(fingerprint);
    long[] places = all.chunk(number);
    int set = begin(number);
    long version = beginChange(places, set);
    if (version == CHANGING) {
      return false;
    }
    try {
      int known = find(places, set, fingerprint);
      int way = known >= 0 ? known : room(all, number, version / 2, now);
      if (way >= 0) {
        long uses = known >= 0 ? places[state(set, way)] & USES : 0;
        write(places, set, way, fingerprint, state | uses);
      }
      return way >= 0;
    } finally {
      endChange(places, set, version);
    }
  }

  /**
   * Returns a place to write to, or -1 when all are wanted more; the caller changes the set.
   *
   * @param change counts the changes of the set, so that each begins at another place
   */
  private int room(FingerprintPlaces all, int number, long change, long now) {
    long[] places = all.chunk(number);
    int set = begin(number);
    int free = -1;
    int unused = -1;
    for (int i = 0; i < WAYS; i++) {
      int way = (int) (change + i) & (WAYS - 1);
      long state = places[state(set, way)];
      if (state == 0) {
        free = way;
      } else if (!isAhead(state, now)) {
        expired.increment();
        return way;
      } else if (unused < 0 && (state & USES) == 0) {
        unused = way;
      }
    }
    if (free >= 0 && all.take(maxEntries)) {
      return free;
    }
    if (unused >= 0) {
      evicted.increment();
    }
    if (unused < 0 || change % CHANGES_PER_HALVING == 0) {
      age(places, set, unused >= 0);
    }
    return unused;
  }

  /** Forgets one fingerprint; waits for whoever changes its set. */
  @CanIgnoreReturnValue
  public boolean remove(Fingerprint fingerprint) {
    FingerprintPlaces all = table;
    if (all == null) {
      return false;
    }
    int number = set(fingerprint);
    long[] places = all.chunk(number);
    int set = begin(number);
    long version = beginChange(places, set);
    while (version == CHANGING) {
      LockSupport.parkNanos(PAUSE_NANOS);
      version = beginChange(places, set);
    }
    try {
      int way = find(places, set, fingerprint);
      if (way < 0) {
        return false;
      }
      free(places, set, way);
      all.giveBack();
      invalidated.increment();
      return true;
    } finally {
      endChange(places, set, version);
    }
  }

  /** Forgets all, and returns how many that were. */
  @CanIgnoreReturnValue
  public synchronized long clear() {
    long held = entries();
    table = null;
    invalidated.add(held);
    return held;
  }

  /** Returns the counters; looks at every place. */
  public CacheStats stats() {
    long entries = entries();
    return new CacheStats(
        entries,
        maxEntries,
        entries * ENTRY_BYTES,
        (long) maxEntries * ENTRY_BYTES,
        stored.sum(),
        refused.sum(),
        evicted.sum(),
        expired.sum(),
        invalidated.sum());
  }

  private long entries() {
    FingerprintPlaces all = table;
    long entries = 0;
    if (all != null) {
      long now = ticker.nanos();
      for (long[] places : all.chunks) {
        for (int set = 0; set < places.length; set = next(set)) {
          entries += ahead(places, set, now);
        }
      }
    }
    return entries;
  }

  private int ahead(long[] places, int set, long now) {
    int entries = 0;
    for (int way = 0; way < WAYS; way++) {
      entries += isAhead((long) LONGS.getOpaque(places, state(set, way)), now) ? 1 : 0;
    }
    return entries;
  }

  private FingerprintPlaces places() {
    FingerprintPlaces made = table;
    return made == null ? make() : made;
  }

  private synchronized FingerprintPlaces make() {
    FingerprintPlaces made = table;
    if (made == null) {
      made = new FingerprintPlaces(sets);
      table = made;
    }
    return made;
  }

  /** The bits that say which set say nothing about the first word: those of a set differ there. */
  private int set(Fingerprint fingerprint) {
    return (int) (((fingerprint.word(1) >>> Integer.SIZE) * sets) >>> Integer.SIZE);
  }

  private boolean isAhead(long state, long nowNanos) {
    return (state >>> USES_BITS) * GRAIN_NANOS > nowNanos - beginNanos;
  }
}
