package dev.latchkey.agent.weave.library;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.ECDSAKeyProvider;
import com.auth0.jwt.interfaces.RSAKeyProvider;
import dev.latchkey.agent.weave.LibraryVerifier;
import java.security.Key;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.function.Function;

/** Auth0 java-jwt, whose algorithms ask a key provider on every call. */
public final class Auth0Verifier implements LibraryVerifier {
  @Override
  public String verdict(String algorithm, Function<String, Key> keys, String token) {
    return LibraryVerifier.verdict(
        () -> JWT.require(algorithm(algorithm, keys)).build().verify(token) != null);
  }

  private static Algorithm algorithm(String name, Function<String, Key> keys) {
    return switch (name) {
      case "HS256" -> Algorithm.HMAC256(keys.apply("key").getEncoded());
      case "ES256" -> Algorithm.ECDSA256(new EcKeys(keys));
      case "PS256" -> Algorithm.RSA256PSS(new RsaKeys(keys));
      default -> Algorithm.RSA256(new RsaKeys(keys));
    };
  }

  private record RsaKeys(Function<String, Key> keys) implements RSAKeyProvider {
    @Override
    public RSAPublicKey getPublicKeyById(String keyId) {
      return (RSAPublicKey) keys.apply(keyId);
    }

    @Override
    public RSAPrivateKey getPrivateKey() {
      throw new UnsupportedOperationException();
    }

    @Override
    public String getPrivateKeyId() {
      throw new UnsupportedOperationException();
    }
  }

  private record EcKeys(Function<String, Key> keys) implements ECDSAKeyProvider {
    @Override
    public ECPublicKey getPublicKeyById(String keyId) {
      return (ECPublicKey) keys.apply(keyId);
    }

    @Override
    public ECPrivateKey getPrivateKey() {
      throw new UnsupportedOperationException();
    }

    @Override
    public String getPrivateKeyId() {
      throw new UnsupportedOperationException();
    }
  }
}
