package dev.latchkey.runtime.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A SHA-256 digest that stands for everything one cached answer depends on; made by {@link
 * FingerprintBuilder}. Immutable. Two fingerprints are equal when all 32 bytes are, compared in
 * constant time; the hash code is the first 4 of them, which an outsider cannot steer.
 */
public final class Fingerprint implements Comparable<Fingerprint> {
  static final int BYTES = 32;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final long first;
  private final long second;
  private final long third;
  private final long fourth;

  /** Takes the first {@value #BYTES} bytes. */
  Fingerprint(byte[] digest) {
    if (digest.length < BYTES) {
      throw new IllegalArgumentException("a fingerprint has " + BYTES + " bytes");
    }
    first = (long) LONGS.get(digest, 0);
    second = (long) LONGS.get(digest, Long.BYTES);
    third = (long) LONGS.get(digest, 2 * Long.BYTES);
    fourth = (long) LONGS.get(digest, 3 * Long.BYTES);
  }

  /**
   * Returns all {@value #BYTES} bytes, to go into a keyed digest: unkeyed they are no identifier.
   */
  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES)
        .putLong(first)
        .putLong(second)
        .putLong(third)
        .putLong(fourth)
        .array();
  }

  /** Returns the first, second, third or fourth eight bytes. */
  long word(int number) {
    return switch (number) {
      case 0 -> first;
      case 1 -> second;
      case 2 -> third;
      default -> fourth;
    };
  }

  void feed(Digester sink) {
    sink.add(first);
    sink.add(second);
    sink.add(third);
    sink.add(fourth);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    // All bits are looked at, wherever the first difference is.
    return other instanceof Fingerprint that
        && ((first ^ that.first)
                | (second ^ that.second)
                | (third ^ that.third)
                | (fourth ^ that.fourth))
            == 0;
  }

  @Override
  public int hashCode() {
    return (int) (first >>> Integer.SIZE);
  }

  /**
   * Orders by the bytes. The order itself means nothing; hash tables use it to keep keys with equal
   * hash codes in trees instead of chains.
   */
  @Override
  public int compareTo(Fingerprint other) {
    int order = Long.compareUnsigned(first, other.first);
    order = order == 0 ? Long.compareUnsigned(second, other.second) : order;
    order = order == 0 ? Long.compareUnsigned(third, other.third) : order;
    return order == 0 ? Long.compareUnsigned(fourth, other.fourth) : order;
  }

  /**
   * Returns the same text for every fingerprint: an unkeyed digest of a secret is no identifier.
   */
  @Override
  public String toString() {
    return "Fingerprint[sha-256]";
  }
}
