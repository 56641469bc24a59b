package dev.latchkey.agent.handler;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What operators name a token by. Stateless. */
final class TokenDigest {
  private TokenDigest() {}

  /** Returns the SHA-256 of a token's bytes in lower-case hexadecimal digits. */
  static String sha256(String token) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256, which Java SE requires", e);
    }
  }
}
