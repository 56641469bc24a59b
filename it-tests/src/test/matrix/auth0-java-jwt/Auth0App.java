import com.auth0.jwk.JwkException;
import com.auth0.jwk.JwkProvider;
import com.auth0.jwk.UrlJwkProvider;
import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.ECDSAKeyProvider;
import com.auth0.jwt.interfaces.JWTVerifier;
import com.auth0.jwt.interfaces.RSAKeyProvider;
import java.net.URL;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;

/** Validates with java-jwt, whose key providers take each key from jwks-rsa. */
public final class Auth0App {
  private Auth0App() {}

  public static void main(String[] arguments) throws Exception {
    MatrixApp.run(Auth0App::verifier, arguments);
  }

  private static MatrixApp.Verifier verifier(String keySetUrl, String issuer, String audience)
      throws Exception {
    JwkProvider keys = new UrlJwkProvider(new URL(keySetUrl));
    JWTVerifier rsa = verifier(Algorithm.RSA256(rsaKeys(keys)), issuer, audience);
    JWTVerifier ec = verifier(Algorithm.ECDSA256(ecKeys(keys)), issuer, audience);
    return token -> {
      boolean isEc = JWT.decode(token).getAlgorithm().equals("ES256");
      DecodedJWT jwt = (isEc ? ec : rsa).verify(token);
      String verdict =
          jwt.getSubject()
              + MatrixApp.spoil(jwt.getClaim("roles").asList(String.class))
              + jwt.getExpiresAt().getTime()
              + jwt.getToken().equals(token);
      jwt.getExpiresAt().setTime(0);
      return verdict;
    };
  }

  private static JWTVerifier verifier(Algorithm algorithm, String issuer, String audience) {
    return JWT.require(algorithm).withIssuer(issuer).withAudience(audience).build();
  }

  private static RSAKeyProvider rsaKeys(JwkProvider keys) {
    return new RSAKeyProvider() {
      @Override
      public RSAPublicKey getPublicKeyById(String keyId) {
        return key(keys, keyId, RSAPublicKey.class);
      }

      @Override
      public RSAPrivateKey getPrivateKey() {
        return null;
      }

      @Override
      public String getPrivateKeyId() {
        return null;
      }
    };
  }

  private static ECDSAKeyProvider ecKeys(JwkProvider keys) {
    return new ECDSAKeyProvider() {
      @Override
      public ECPublicKey getPublicKeyById(String keyId) {
        return key(keys, keyId, ECPublicKey.class);
      }

      @Override
      public ECPrivateKey getPrivateKey() {
        return null;
      }

      @Override
      public String getPrivateKeyId() {
        return null;
      }
    };
  }

  private static <K> K key(JwkProvider keys, String keyId, Class<K> type) {
    try {
      return type.cast(keys.get(keyId).getPublicKey());
    } catch (JwkException unknown) {
      throw new IllegalStateException(unknown);
    }
  }
}
