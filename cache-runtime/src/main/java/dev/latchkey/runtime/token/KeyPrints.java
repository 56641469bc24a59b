package dev.latchkey.runtime.token;

import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import java.lang.ref.WeakReference;
import java.security.Key;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Fingerprints of keys, by what they encode to: a new object of the same key has the same one. An
 * application verifies with a few keys, and each encoding is a copy of 300 bytes, so the last ones
 * are remembered by the object. Only for keys of the JDK's own classes, which cannot change.
 *
 * <p>Thread-safe. Keys are held weakly; two that fall on one place take turns, which costs time
 * alone.
 */
final class KeyPrints {
  private static final int PLACES = 64;

  private final AtomicReferenceArray<@Nullable Print> prints = new AtomicReferenceArray<>(PLACES);

  /** Returns the fingerprint of a key, or null for one that has no encoding. */
  @Nullable Fingerprint of(Key key) {
    if (key.getClass().getClassLoader() != null) {
      return encoded(key);
    }
    int place = System.identityHashCode(key) & (PLACES - 1);
    Print known = prints.get(place);
    if (known != null && known.refersTo(key)) {
      return known.fingerprint;
    }
    Fingerprint fingerprint = encoded(key);
    if (fingerprint != null) {
      prints.set(place, new Print(key, fingerprint));
    }
    return fingerprint;
  }

  private static @Nullable Fingerprint encoded(Key key) {
    byte[] encoded = key.getEncoded();
    return encoded == null || encoded.length == 0
        ? null
        : FingerprintBuilder.of("public-key")
            .text(key.getAlgorithm())
            .text(key.getFormat())
            .bytes(encoded)
            .build();
  }

  private static final class Print extends WeakReference<Key> {
    final Fingerprint fingerprint;

    Print(Key key, Fingerprint fingerprint) {
      super(key);
      this.fingerprint = fingerprint;
    }
  }
}
