package dev.latchkey.runtime.session;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * By what a lookup asks for a user, as numbers that give nothing away: what falls is found by them.
 * Texts that differ only in case or in the white space around them have the same number, and so
 * have a number and its digits: an answer too many falls. Immutable.
 */
public final class Names {
  private static final int PLACES = 1 << 12;

  /** Of those that a lookup has beyond these it is not known what they are. */
  private static final int MOST_KINDS = Long.SIZE / 2;

  /** A kind of values, as the next two are. */
  static final int WHOLE = 1;

  static final int TEXT = 2;
  static final int UUIDS = 3;

  private final int[] hashes;

  /** Two bits for each. */
  private final long kinds;

  private Names(int[] hashes, long kinds) {
    this.hashes = hashes;
    this.kinds = kinds;
  }

  /** Returns the names, or null when one of these values has no name. */
  public static @Nullable Names of(@Nullable Object... values) {
    return exist(values) ? ofNamed(values) : null;
  }

  /** Returns whether each of these values has a name; it costs nothing beside making them. */
  public static boolean exist(@Nullable Object... values) {
    for (Object each : values) {
      if (!isNamed(each)) {
        return false;
      }
    }
    return true;
  }

  /** Returns the names of values that {@linkplain #exist have} some. */
  public static Names ofNamed(@Nullable Object... values) {
    int[] hashes = new int[values.length];
    long kinds = 0;
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = hash(name(values[i]));
      kinds |= i < MOST_KINDS ? kind(values[i]) << (2 * i) : 0;
    }
    return new Names(hashes, kinds);
  }

  /** Only what databases compare as Java does, and what cannot change meanwhile. */
  private static long kind(@Nullable Object value) {
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte
        || (value instanceof BigInteger && value.getClass() == BigInteger.class)) {
      return WHOLE;
    }
    if (value instanceof UUID) {
      return UUIDS;
    }
    return value instanceof String ? TEXT : 0;
  }

  /**
   * Returns whether a value is a whole number, a UUID or a text; 0 when it is none of them. Of two
   * of a kind, equal ones have the same {@linkplain #number number}.
   */
  int kind(int value) {
    return value >= 0 && value < Math.min(hashes.length, MOST_KINDS)
        ? (int) (kinds >>> (2 * value) & 3)
        : 0;
  }

  /** Returns the number of one of them. */
  int number(int value) {
    return hashes[value];
  }

  /** Returns the names with these numbers, which are the same in every process. */
  static Names ofNumbers(List<Integer> numbers) {
    return new Names(numbers.stream().mapToInt(Integer::intValue).toArray(), 0);
  }

  List<Integer> numbers() {
    return Arrays.stream(hashes).boxed().toList();
  }

  private static boolean isNamed(@Nullable Object value) {
    return value == null
        || value instanceof CharSequence
        || value instanceof Number
        || value instanceof UUID
        || value instanceof Enum<?>
        || value instanceof Character
        || value instanceof Boolean;
  }

  private static String name(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    return value instanceof Enum<?> constant ? constant.name() : value.toString();
  }

  static int hash(String name) {
    String folded = name.strip().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return mixed(folded.hashCode());
  }

  /** The last step of MurmurHash3: every bit of the input moves half of those of the output. */
  private static int mixed(int bits) {
    int first = (bits ^ (bits >>> 16)) * 0x85EBCA6B;
    int second = (first ^ (first >>> 13)) * 0xC2B2AE35;
    return second ^ (second >>> 16);
  }

  int count() {
    return hashes.length;
  }

  /** Returns the place that all names together have in a table. */
  int place() {
    return mixed(Arrays.hashCode(hashes)) & (PLACES - 1);
  }

  static int places() {
    return PLACES;
  }

  /** Returns whether one of the names has this number. */
  boolean include(int wanted) {
    for (int each : hashes) {
      if (each == wanted) {
        return true;
      }
    }
    return false;
  }
}
