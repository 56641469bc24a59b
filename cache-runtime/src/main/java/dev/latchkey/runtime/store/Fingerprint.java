package dev.latchkey.runtime.store;

import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A SHA-256 digest that stands for everything one cached answer depends on; made by {@link
 * FingerprintBuilder}. Immutable. Two fingerprints are equal when all 32 bytes are, compared in
 * constant time; the hash code is the first 4 of them, which an outsider cannot steer.
 */
public final class Fingerprint implements Comparable<Fingerprint> {
  static final int BYTES = 32;

  private final byte[] digest;

  /** Takes the array over; the caller must not keep it. */
  Fingerprint(byte[] digest) {
    if (digest.length != BYTES) {
      throw new IllegalArgumentException("a fingerprint has " + BYTES + " bytes");
    }
    this.digest = digest;
  }

  void feed(MessageDigest sink) {
    sink.update(digest);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Fingerprint that && MessageDigest.isEqual(digest, that.digest);
  }

  @Override
  public int hashCode() {
    return (digest[0] & 0xff) << 24
        | (digest[1] & 0xff) << 16
        | (digest[2] & 0xff) << 8
        | (digest[3] & 0xff);
  }

  /**
   * Orders by the bytes. The order itself means nothing; hash tables use it to keep keys with equal
   * hash codes in trees instead of chains.
   */
  @Override
  public int compareTo(Fingerprint other) {
    return Arrays.compareUnsigned(digest, other.digest);
  }

  /**
   * Returns the same text for every fingerprint: an unkeyed digest of a secret is no identifier.
   */
  @Override
  public String toString() {
    return "Fingerprint[sha-256]";
  }
}
