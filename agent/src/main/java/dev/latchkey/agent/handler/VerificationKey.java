package dev.latchkey.agent.handler;

import dev.latchkey.runtime.config.KeyPath;
import dev.latchkey.runtime.token.SignatureKey;
import java.security.Key;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The forms in which libraries hand a public key to the method that verifies: the JDK's, a JWK
 * object of type OKP, or an {@code Optional} of one of them. Stateless.
 */
final class VerificationKey {
  private static final PathReader CURVE = reader("getCurve", "getName");
  private static final PathReader X = reader("getX", "toString");
  private static final PathReader PRIVATE = reader("isPrivate");

  private VerificationKey() {}

  /**
   * Begins the fingerprint of a verification, or returns null when it must not be remembered: an
   * algorithm without a name, a MAC, a key that is not public, or one of an unknown form.
   */
  static @Nullable SignatureKey begin(
      String primitive, @Nullable Object algorithm, @Nullable Object key) throws Throwable {
    if (!(algorithm instanceof String name) || key == null) {
      return null;
    }
    if (key instanceof Optional<?> wrapped) {
      return wrapped.isPresent() ? begin(primitive, name, wrapped.get()) : null;
    }
    return key instanceof Key known
        ? SignatureKey.of(primitive, name, known)
        : octetKey(primitive, name, key);
  }

  private static @Nullable SignatureKey octetKey(String primitive, String algorithm, Object key)
      throws Throwable {
    try {
      return Boolean.FALSE.equals(PRIVATE.read(key, new Object[0], null))
              && CURVE.read(key, new Object[0], null) instanceof String curve
              && X.read(key, new Object[0], null) instanceof String x
          ? SignatureKey.ofOctetKey(primitive, algorithm, curve, x)
          : null;
    } catch (NoSuchMethodException otherForm) {
      return null;
    }
  }

  private static PathReader reader(String... methods) {
    List<KeyPath.Step> steps =
        Arrays.stream(methods)
            .<KeyPath.Step>map(name -> new KeyPath.Call(name, List.of()))
            .toList();
    return new PathReader(new KeyPath(KeyPath.Root.THIS, 0, steps));
  }
}
