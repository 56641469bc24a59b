import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.URL;
import java.util.Set;

/** Validates with Nimbus' own processor and key source. */
public final class NimbusApp {
  private NimbusApp() {}

  public static void main(String[] arguments) throws Exception {
    MatrixApp.run(NimbusApp::verifier, arguments);
  }

  private static MatrixApp.Verifier verifier(String keySetUrl, String issuer, String audience)
      throws Exception {
    JWKSource<SecurityContext> keys =
        JWKSourceBuilder.create(new URL(keySetUrl)).retrying(true).build();
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256), keys));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            audience, new JWTClaimsSet.Builder().issuer(issuer).build(), Set.of("sub", "exp")));
    return token -> {
      JWTClaimsSet claims = processor.process(token, null);
      String verdict =
          claims.getSubject()
              + MatrixApp.spoil(claims.getClaim("roles"))
              + claims.getExpirationTime().getTime();
      claims.getExpirationTime().setTime(0);
      return verdict;
    };
  }
}
