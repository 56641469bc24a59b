package dev.latchkey.runtime.redis;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What an entry is the answer to. Immutable.
 *
 * @param key everything that the answer depends on, in a form that is equal in all processes; it
 *     leaves this process as a keyed hash and encrypted only
 */
@SuppressWarnings("ArrayRecordComponent") // compared and copied here
public record SharedKey(SharedLayer layer, byte[] key) {
  /** Copies the key. */
  public SharedKey {
    key = key.clone();
  }

  @Override
  public byte[] key() {
    return key.clone();
  }

  byte[] bytes() {
    return key;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SharedKey that && layer == that.layer && Arrays.equals(key, that.key);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(key);
  }

  /** Shows the layer alone. */
  @Override
  public String toString() {
    return "SharedKey[" + layer.id() + "]";
  }
}
