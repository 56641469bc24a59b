import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;

/** Validates with jose4j's consumer and its own key-set client. */
public final class Jose4jApp {
  private Jose4jApp() {}

  public static void main(String[] arguments) throws Exception {
    MatrixApp.run(Jose4jApp::verifier, arguments);
  }

  private static MatrixApp.Verifier verifier(String keySetUrl, String issuer, String audience) {
    HttpsJwks keys = new HttpsJwks(keySetUrl);
    // Keys rotate within milliseconds here, and the library would not look again for 300 of them.
    keys.setRefreshReprieveThreshold(0);
    JwtConsumer consumer =
        new JwtConsumerBuilder()
            .setVerificationKeyResolver(new HttpsJwksVerificationKeyResolver(keys))
            .setJwsAlgorithmConstraints(
                AlgorithmConstraints.ConstraintType.PERMIT,
                AlgorithmIdentifiers.RSA_USING_SHA256,
                AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256)
            .setRequireExpirationTime()
            .setRequireSubject()
            .setExpectedIssuer(issuer)
            .setExpectedAudience(audience)
            .build();
    return token -> {
      JwtClaims claims = consumer.processToClaims(token);
      String verdict = claims.getSubject() + MatrixApp.spoil(claims.getClaimValue("roles"));
      claims.setSubject("spoiled");
      return verdict;
    };
  }
}
