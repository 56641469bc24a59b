package dev.latchkey.runtime.redis;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts bytes for one place and use: {@code version (1) | key number (4) | nonce (12) |
 * AES-256-GCM}. What it is bound to is authenticated with them, so that a sealed text is nothing in
 * another place. Thread-safe.
 */
final class Envelope {
  static final int OVERHEAD = 1 + 4 + 12 + 16;

  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int HEAD_BYTES = 1 + 4 + NONCE_BYTES;
  private static final int TAG_BITS = 128;
  private static final String CIPHER = "AES/GCM/NoPadding";

  /** With random nonces the chance of two equal ones stays below 2^-32: NIST SP 800-38D, 8.3. */
  private static final long MOST_SEALED = 1L << 30;

  private final KeyRing keys;
  private final SecureRandom random = new SecureRandom();
  private final AtomicLong sealed = new AtomicLong();

  Envelope(KeyRing keys) {
    this.keys = keys;
  }

  /**
   * Returns the sealed text; nothing once the newest key has sealed its fill and has to be
   * replaced.
   *
   * @param binding what the text belongs to
   */
  Optional<byte[]> seal(byte[] text, byte[] binding) {
    if (sealed.incrementAndGet() > MOST_SEALED) {
      return Optional.empty();
    }
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] head =
        ByteBuffer.allocate(HEAD_BYTES).put(VERSION).putInt(keys.newest().id()).put(nonce).array();
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys.newest(), nonce, head, binding);
      byte[] whole = new byte[HEAD_BYTES + cipher.getOutputSize(text.length)];
      System.arraycopy(head, 0, whole, 0, HEAD_BYTES);
      cipher.doFinal(text, 0, text.length, whole, HEAD_BYTES);
      return Optional.of(whole);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this JVM has no " + CIPHER, missing);
    }
  }

  /** Returns the text; nothing when it was not sealed for this binding by a key of the ring. */
  Optional<byte[]> open(byte[] whole, byte[] binding) {
    if (whole.length < OVERHEAD || whole[0] != VERSION) {
      return Optional.empty();
    }
    Optional<KeyRing.Keys> key = keys.byId(ByteBuffer.wrap(whole, 1, 4).getInt());
    if (key.isEmpty()) {
      return Optional.empty();
    }
    byte[] nonce = new byte[NONCE_BYTES];
    System.arraycopy(whole, 5, nonce, 0, NONCE_BYTES);
    byte[] head = new byte[HEAD_BYTES];
    System.arraycopy(whole, 0, head, 0, HEAD_BYTES);
    try {
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, key.get(), nonce, head, binding)
              .doFinal(whole, HEAD_BYTES, whole.length - HEAD_BYTES));
    } catch (GeneralSecurityException forged) {
      return Optional.empty();
    }
  }

  private static Cipher cipher(
      int mode, KeyRing.Keys key, byte[] nonce, byte[] head, byte[] binding)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(
        mode, new SecretKeySpec(key.encryption(), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(head);
    cipher.updateAAD(binding);
    return cipher;
  }
}
