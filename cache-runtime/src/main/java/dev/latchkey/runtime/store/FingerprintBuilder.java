package dev.latchkey.runtime.store;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;

/**
 * Digests a sequence of fields into a {@link Fingerprint}. Every field enters with a tag of its
 * type and its length, so that no two different sequences give the same input; nothing is trimmed,
 * folded or normalized. Confined to one thread; good for one fingerprint.
 */
public class FingerprintBuilder {
  private @Nullable Digester digester = Digester.take();

  /** Begins a fingerprint that differs from those of every other domain. */
  protected FingerprintBuilder(String domain) {
    text(domain);
  }

  /**
   * Returns a builder whose fingerprints differ from those of every other domain.
   *
   * @param domain what is fingerprinted, such as {@code jws-signature}
   */
  public static FingerprintBuilder of(String domain) {
    return new FingerprintBuilder(domain);
  }

  /** Adds a string by its exact characters. */
  @CanIgnoreReturnValue
  public final FingerprintBuilder text(@Nullable String value) {
    if (value == null) {
      return absent();
    }
    byte[] bytes = StringBytes.oneEach(value);
    return bytes == null ? field('S', StringBytes.twoEach(value)) : field('s', bytes);
  }

  /** Adds a byte array by its contents. */
  @CanIgnoreReturnValue
  public final FingerprintBuilder bytes(byte @Nullable [] value) {
    return value == null ? absent() : field('b', value);
  }

  /** Adds a long. */
  @CanIgnoreReturnValue
  public final FingerprintBuilder number(long value) {
    digester().add('l', value);
    return this;
  }

  /** Adds an int; not the same field as a long of that value. */
  @CanIgnoreReturnValue
  public final FingerprintBuilder number(int value) {
    digester().add('i', value);
    return this;
  }

  /** Adds a boolean. */
  @CanIgnoreReturnValue
  public final FingerprintBuilder flag(boolean value) {
    digester().add('f', value ? 1 : 0);
    return this;
  }

  /** Adds an enum constant by the names of its type and of itself. */
  @CanIgnoreReturnValue
  public final FingerprintBuilder constant(@Nullable Enum<?> value) {
    if (value == null) {
      return absent();
    }
    digester().add('e', 2);
    return text(value.getDeclaringClass().getName()).text(value.name());
  }

  /** Adds another fingerprint. */
  @CanIgnoreReturnValue
  public final FingerprintBuilder fingerprint(Fingerprint value) {
    digester().add('d', Fingerprint.BYTES);
    value.feed(digester());
    return this;
  }

  /** Adds a null of any type. */
  @CanIgnoreReturnValue
  public final FingerprintBuilder absent() {
    digester().add('0', 0);
    return this;
  }

  /** Returns the fingerprint of all fields added; the builder must not be used again. */
  public Fingerprint build() {
    Digester whole = digester();
    digester = null; // another thread may have it next
    return whole.finish();
  }

  private FingerprintBuilder field(char tag, byte[] value) {
    digester().add(tag, value.length);
    digester().add(value);
    return this;
  }

  private Digester digester() {
    if (digester == null) {
      throw new IllegalStateException("the fingerprint was built already");
    }
    return digester;
  }
}
