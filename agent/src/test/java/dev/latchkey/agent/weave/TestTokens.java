package dev.latchkey.agent.weave;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import javax.crypto.Mac;

/** Makes tokens with the JDK alone, right and wrong ones. Stateless. */
final class TestTokens {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private TestTokens() {}

  static KeyPair keys(String algorithm) {
    try {
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance(
              switch (algorithm) {
                case "ES256" -> "EC";
                case "EdDSA" -> "Ed25519";
                default -> "RSA";
              });
      if (algorithm.equals("ES256")) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String token(String algorithm, Key key, String subject) {
    return token("{\"alg\":\"" + algorithm + "\",\"kid\":\"key\"}", algorithm, key, subject);
  }

  /** Signs as {@code algorithm} says, whatever the header says. */
  static String token(String header, String algorithm, Key key, String subject) {
    String input = encoded(header) + "." + encoded("{\"sub\":\"" + subject + "\"}");
    return input + "." + ENCODER.encodeToString(signature(algorithm, key, input));
  }

  static String encoded(String text) {
    return ENCODER.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the token with one bit of its signature flipped. */
  static String flipped(String token, int bit) {
    int border = token.lastIndexOf('.') + 1;
    byte[] signature = Base64.getUrlDecoder().decode(token.substring(border));
    signature[bit / 8 % signature.length] ^= (byte) (1 << (bit % 8));
    return token.substring(0, border) + ENCODER.encodeToString(signature);
  }

  static byte[] signature(String algorithm, Key key, String input) {
    byte[] bytes = input.getBytes(StandardCharsets.US_ASCII);
    try {
      if (algorithm.equals("HS256")) {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new javax.crypto.spec.SecretKeySpec(key.getEncoded(), "HmacSHA256"));
        return mac.doFinal(bytes);
      }
      Signature signature = signature(algorithm);
      signature.initSign((PrivateKey) key);
      signature.update(bytes);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Signature signature(String algorithm) throws GeneralSecurityException {
    Signature signature =
        Signature.getInstance(
            switch (algorithm) {
              case "RS256" -> "SHA256withRSA";
              case "PS256" -> "RSASSA-PSS";
              case "ES256" -> "SHA256withECDSAinP1363Format";
              case "EdDSA" -> "Ed25519";
              default -> throw new IllegalArgumentException(algorithm);
            });
    if (algorithm.equals("PS256")) {
      signature.setParameter(
          new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    }
    return signature;
  }
}
