package dev.latchkey.runtime.redis;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Derives keys: RFC 5869 with HMAC-SHA-256, which the JDK has only from version 25 on. Stateless.
 */
final class Hkdf {
  private static final String HMAC = "HmacSHA256";
  private static final int HASH_BYTES = 32;

  private Hkdf() {}

  /** Returns 32 bytes that are good for one purpose alone. */
  static byte[] derive(byte[] master, String purpose) {
    byte[] info = purpose.getBytes(StandardCharsets.UTF_8);
    return expand(extract(new byte[HASH_BYTES], master), info, HASH_BYTES);
  }

  /** RFC 5869 section 2.2. */
  static byte[] extract(byte[] salt, byte[] material) {
    return hmac(salt, material);
  }

  /** RFC 5869 section 2.3. */
  static byte[] expand(byte[] key, byte[] info, int length) {
    byte[] output = new byte[length];
    byte[] last = {};
    for (int from = 0, counter = 1; from < length; from += HASH_BYTES, counter++) {
      byte[] input = new byte[last.length + info.length + 1];
      System.arraycopy(last, 0, input, 0, last.length);
      System.arraycopy(info, 0, input, last.length, info.length);
      input[input.length - 1] = (byte) counter;
      last = hmac(key, input);
      System.arraycopy(last, 0, output, from, Math.min(HASH_BYTES, length - from));
    }
    return output;
  }

  static byte[] hmac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this JVM has no " + HMAC, missing);
    }
  }
}
