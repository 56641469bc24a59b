package dev.latchkey.agent.handler;

import dev.latchkey.runtime.store.FingerprintBuilder;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes values of the application into a fingerprint, as far as their equality is known.
 * Stateless.
 */
final class ValueDigest {
  private static final int DEEPEST = 8;

  private ValueDigest() {}

  /**
   * Appends the whole of a value.
   *
   * @return whether its type has a value equality that we know; if not, the fingerprint must not be
   *     used
   */
  static boolean append(FingerprintBuilder fingerprint, @Nullable Object value) {
    return append(fingerprint, value, 0);
  }

  private static boolean append(FingerprintBuilder fingerprint, @Nullable Object value, int depth) {
    if (value == null) {
      fingerprint.absent();
    } else if (value instanceof String text) {
      fingerprint.text(text);
    } else if (value instanceof byte[] bytes) {
      fingerprint.bytes(bytes);
    } else if (value instanceof Boolean bool) {
      fingerprint.flag(bool);
    } else if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      fingerprint.text(value.getClass().getName()).number(((Number) value).longValue());
    } else if (value instanceof Character character) {
      fingerprint.number(character);
    } else if (value instanceof Enum<?> constant) {
      fingerprint.constant(constant);
    } else if (value instanceof URL url) {
      // URL.equals and URL.hashCode ask the name service.
      fingerprint.text(url.toExternalForm());
    } else if (value instanceof URI || value instanceof Proxy) {
      fingerprint.text(value.toString());
    } else if (value instanceof UUID uuid) {
      fingerprint
          .text("uuid")
          .number(uuid.getMostSignificantBits())
          .number(uuid.getLeastSignificantBits());
    } else if (value instanceof PSSParameterSpec parameters
        && parameters.getMGFParameters() instanceof MGF1ParameterSpec mask) {
      fingerprint
          .text(parameters.getDigestAlgorithm())
          .text(parameters.getMGFAlgorithm())
          .text(mask.getDigestAlgorithm())
          .number(parameters.getSaltLength())
          .number(parameters.getTrailerField());
    } else if (value instanceof Collection<?> collection) {
      return depth < DEEPEST && appendAll(fingerprint, collection, depth);
    } else if (value instanceof Map<?, ?> map) {
      return depth < DEEPEST && appendAll(fingerprint, map, depth);
    } else {
      return false;
    }
    return true;
  }

  private static boolean appendAll(
      FingerprintBuilder fingerprint, Collection<?> values, int depth) {
    fingerprint.number(values.size());
    for (Object value : values) {
      if (!append(fingerprint, value, depth + 1)) {
        return false;
      }
    }
    return true;
  }

  private static boolean appendAll(FingerprintBuilder fingerprint, Map<?, ?> values, int depth) {
    fingerprint.number(values.size());
    for (Map.Entry<?, ?> entry : values.entrySet()) {
      if (!append(fingerprint, entry.getKey(), depth + 1)
          || !append(fingerprint, entry.getValue(), depth + 1)) {
        return false;
      }
    }
    return true;
  }
}
