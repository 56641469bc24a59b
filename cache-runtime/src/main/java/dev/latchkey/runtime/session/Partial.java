package dev.latchkey.runtime.session;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The epoch of a table without some of its columns.
 *
 * @param exceptColumns sorted numbers
 */
@SuppressWarnings("ArrayRecordComponent") // compared by hand
record Partial(long[] exceptColumns, Epoch epoch) {

  boolean changesWith(long @Nullable [] assigned) {
    return changesWith(exceptColumns, assigned);
  }

  /** Returns whether an update of these columns sets another one than those left out. */
  static boolean changesWith(long[] exceptColumns, long @Nullable [] assigned) {
    if (assigned == null) {
      return true;
    }
    for (long column : assigned) {
      if (Arrays.binarySearch(exceptColumns, column) < 0) {
        return true;
      }
    }
    return false;
  }
}
