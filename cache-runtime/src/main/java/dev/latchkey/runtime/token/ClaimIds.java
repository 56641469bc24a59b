package dev.latchkey.runtime.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Gives claims numbers that stand for them in this process and mean nothing outside: the first
 * bytes of an HMAC under a random key. Two claims that share a number share their fate when one of
 * them is revoked, which costs the other one a miss. Thread-safe.
 */
public final class ClaimIds {
  /** What stands for a claim that is absent. */
  public static final long NONE = 0;

  private static final int KEY_BYTES = 32;
  private static final int SHOWN_DIGITS = 8;

  private volatile @Nullable SecretKey key;

  /** Makes numbers that no other instance makes. */
  public ClaimIds() {}

  /**
   * Returns the number of a claim, never {@link #NONE} unless there is no claim.
   *
   * @param kind keeps a subject and an issuer of the same name apart
   */
  public long of(ClaimKind kind, @Nullable String value) {
    if (value == null) {
      return NONE;
    }
    long id = ByteBuffer.wrap(mac(kind, value)).getLong();
    return id == NONE ? 1 : id;
  }

  /** Returns 8 hexadecimal digits by which an operator can tell claims apart in what is shown. */
  public String shown(ClaimKind kind, String value) {
    return String.format("%016x", of(kind, value)).substring(0, SHOWN_DIGITS);
  }

  private byte[] mac(ClaimKind kind, String value) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key());
      mac.update((byte) kind.ordinal());
      return mac.doFinal(value.getBytes(StandardCharsets.UTF_16BE));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no HmacSHA256, which Java SE requires", e);
    }
  }

  /** Made when it is first needed: a generator at start would load the application's providers. */
  private SecretKey key() {
    SecretKey made = key;
    return made != null ? made : makeKey();
  }

  private synchronized SecretKey makeKey() {
    SecretKey made = key;
    if (made == null) {
      byte[] random = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(random);
      made = new SecretKeySpec(random, "HmacSHA256");
      key = made;
    }
    return made;
  }
}
