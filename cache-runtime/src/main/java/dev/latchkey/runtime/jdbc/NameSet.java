package dev.latchkey.runtime.jdbc;

import java.util.Arrays;

/** A small set of names by their numbers. Confined to one thread. */
final class NameSet {
  private static final int FIRST_ROOM = 16;
  private static final int MOST = 512;

  private long[] all = new long[FIRST_ROOM];
  private int count;

  /** Adds a name; past the bound it is only known that there are more. */
  void add(long name) {
    for (int i = 0; i < count; i++) {
      if (all[i] == name) {
        return;
      }
    }
    if (count > MOST) {
      return;
    }
    if (count == all.length) {
      all = Arrays.copyOf(all, 2 * count);
    }
    all[count++] = name;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** Returns whether there were more names than are kept. */
  boolean overflowed() {
    return count > MOST;
  }

  long[] sorted() {
    long[] sorted = Arrays.copyOf(all, count);
    Arrays.sort(sorted);
    return sorted;
  }
}
