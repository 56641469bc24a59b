package dev.latchkey.runtime.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The arrays of a {@link FingerprintTable}. A set is laid out as
 *
 * <pre>
 *   version | 16 x first word | 16 x (second word, third word, fourth word, state)
 * </pre>
 *
 * The state of a place has the second in which its life ends and, in the lowest 8 bits, how often
 * it was used; 0 is a free place. Guarded by the version of each set.
 */
final class FingerprintPlaces {
  static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  static final long CHANGING = -1;
  static final int WAYS = 16;
  static final int USES_BITS = 8;
  static final long USES = (1 << USES_BITS) - 1;

  private static final int REST = 4;
  private static final int STATE = 3;
  private static final int SET = 1 + WAYS + WAYS * REST;

  /** Arrays stay small, for a garbage collector rounds large ones up to its own regions. */
  private static final int SETS_PER_CHUNK = 64;

  final long[][] chunks;
  private final AtomicInteger taken = new AtomicInteger();

  FingerprintPlaces(int sets) {
    chunks = new long[(sets + SETS_PER_CHUNK - 1) / SETS_PER_CHUNK][];
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      int here = Math.min(SETS_PER_CHUNK, sets - chunk * SETS_PER_CHUNK);
      chunks[chunk] = new long[here * SET];
    }
  }

  /** Returns the array that this set is in. */
  long[] chunk(int number) {
    return chunks[number / SETS_PER_CHUNK];
  }

  /** Returns whether one more place may be taken, and takes it. */
  boolean take(int most) {
    if (taken.incrementAndGet() <= most) {
      return true;
    }
    giveBack();
    return false;
  }

  void giveBack() {
    taken.decrementAndGet();
  }

  /**
   * Begins a change of a set, whose version is odd until {@link #endChange}.
   *
   * @return the version before, or {@link #CHANGING} when somebody else changes it
   */
  static long beginChange(long[] places, int set) {
    long version = (long) LONGS.getVolatile(places, set);
    if ((version & 1) != 0 || !LONGS.compareAndSet(places, set, version, version + 1)) {
      return CHANGING;
    }
    VarHandle.storeStoreFence();
    return version;
  }

  /** Shows a change to all. */
  static void endChange(long[] places, int set, long before) {
    LONGS.setRelease(places, set, before + 2);
  }

  /** Returns where in its array a set begins, with its version. */
  static int begin(int number) {
    return number % SETS_PER_CHUNK * SET;
  }

  /** Returns where the set behind this one begins. */
  static int next(int set) {
    return set + SET;
  }

  /** Returns where the state of a place is. */
  static int state(int set, int way) {
    return rest(set, way) + STATE;
  }

  private static int rest(int set, int way) {
    return set + 1 + WAYS + way * REST;
  }

  /** Returns the place of a fingerprint, or -1. */
  static int find(long[] places, int set, Fingerprint sought) {
    long first = sought.word(0);
    for (int way = 0; way < WAYS; way++) {
      if (places[set + 1 + way] == first) {
        int rest = rest(set, way);
        if (((places[rest] ^ sought.word(1))
                | (places[rest + 1] ^ sought.word(2))
                | (places[rest + 2] ^ sought.word(3)))
            == 0) {
          return way;
        }
      }
    }
    return -1;
  }

  static void write(long[] places, int set, int way, Fingerprint fingerprint, long state) {
    int rest = rest(set, way);
    places[set + 1 + way] = fingerprint.word(0);
    places[rest] = fingerprint.word(1);
    places[rest + 1] = fingerprint.word(2);
    places[rest + 2] = fingerprint.word(3);
    places[rest + STATE] = state;
  }

  static void free(long[] places, int set, int way) {
    places[set + 1 + way] = 0;
    places[state(set, way)] = 0;
  }

  /** Takes half of its uses from each place, or one. */
  static void age(long[] places, int set, boolean halve) {
    for (int way = 0; way < WAYS; way++) {
      int at = state(set, way);
      long uses = places[at] & USES;
      places[at] -= halve ? (uses + 1) / 2 : Math.min(uses, 1);
    }
  }
}
