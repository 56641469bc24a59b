package dev.latchkey.runtime.store;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import org.jspecify.annotations.Nullable;

/**
 * Digests a sequence of fields into a {@link Fingerprint}. Every field enters with a tag of its
 * type and its length, so that no two different sequences give the same input; nothing is trimmed,
 * folded or normalized. Confined to one thread; good for one fingerprint.
 *
 * <p>Making one costs a clone of a digest in its first state, cheaper than a provider lookup and
 * without a thread-local, which would tie application threads to our classes.
 */
public final class FingerprintBuilder {
  private static final MessageDigest PROTOTYPE = provided();

  private final MessageDigest sink = fresh();
  private final byte[] head = new byte[9];

  private FingerprintBuilder() {}

  /**
   * Returns a builder whose fingerprints differ from those of every other domain.
   *
   * @param domain what is fingerprinted, such as {@code jws-signature}
   */
  public static FingerprintBuilder of(String domain) {
    return new FingerprintBuilder().text(domain);
  }

  /** Adds a string by its exact characters. */
  @CanIgnoreReturnValue
  public FingerprintBuilder text(@Nullable String value) {
    if (value == null) {
      return absent();
    }
    byte[] latin = value.getBytes(StandardCharsets.ISO_8859_1);
    // An encoder replaces what it cannot encode, and then two strings would become one. The way
    // back shows it; both ways run at memory speed, which a loop over the characters does not.
    if (new String(latin, StandardCharsets.ISO_8859_1).equals(value)) {
      return field('s', latin, 0, latin.length);
    }
    return field('S', utf16(value), 0, 2 * value.length());
  }

  /** Adds a byte array by its contents. */
  @CanIgnoreReturnValue
  public FingerprintBuilder bytes(byte @Nullable [] value) {
    return value == null ? absent() : field('b', value, 0, value.length);
  }

  /** Adds a long. */
  @CanIgnoreReturnValue
  public FingerprintBuilder number(long value) {
    head[0] = 'l';
    for (int i = 0; i < 8; i++) {
      head[1 + i] = (byte) (value >>> (56 - 8 * i));
    }
    sink.update(head, 0, 9);
    return this;
  }

  /** Adds an int; not the same field as a long of that value. */
  @CanIgnoreReturnValue
  public FingerprintBuilder number(int value) {
    head('i', value);
    return this;
  }

  /** Adds a boolean. */
  @CanIgnoreReturnValue
  public FingerprintBuilder flag(boolean value) {
    head('f', value ? 1 : 0);
    return this;
  }

  /** Adds an enum constant by the names of its type and of itself. */
  @CanIgnoreReturnValue
  public FingerprintBuilder constant(@Nullable Enum<?> value) {
    if (value == null) {
      return absent();
    }
    head('e', 2);
    return text(value.getDeclaringClass().getName()).text(value.name());
  }

  /** Adds another fingerprint. */
  @CanIgnoreReturnValue
  public FingerprintBuilder fingerprint(Fingerprint value) {
    head('d', Fingerprint.BYTES);
    value.feed(sink);
    return this;
  }

  /** Adds a null of any type. */
  @CanIgnoreReturnValue
  public FingerprintBuilder absent() {
    head('0', 0);
    return this;
  }

  /** Returns the fingerprint of all fields added; the builder must not be used again. */
  public Fingerprint build() {
    return new Fingerprint(sink.digest());
  }

  private FingerprintBuilder field(char tag, byte[] value, int from, int length) {
    head(tag, length);
    sink.update(value, from, length);
    return this;
  }

  private void head(char tag, int number) {
    head[0] = (byte) tag;
    head[1] = (byte) (number >>> 24);
    head[2] = (byte) (number >>> 16);
    head[3] = (byte) (number >>> 8);
    head[4] = (byte) number;
    sink.update(head, 0, 5);
  }

  /** Writes the characters as they are; an encoder would replace unpaired surrogates. */
  private static byte[] utf16(String value) {
    byte[] bytes = new byte[2 * value.length()];
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      bytes[2 * i] = (byte) (c >>> 8);
      bytes[2 * i + 1] = (byte) c;
    }
    return bytes;
  }

  private static MessageDigest fresh() {
    try {
      return (MessageDigest) PROTOTYPE.clone();
    } catch (CloneNotSupportedException e) {
      return provided();
    }
  }

  /**
   * Asks the JDK's own provider first: one that the application installed would be held by a static
   * field of ours, and its class loader with it.
   */
  private static MessageDigest provided() {
    try {
      return MessageDigest.getInstance("SHA-256", "SUN");
    } catch (NoSuchProviderException | NoSuchAlgorithmException e) {
      return anyProvided();
    }
  }

  private static MessageDigest anyProvided() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256, which Java SE requires", e);
    }
  }
}
