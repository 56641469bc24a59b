import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTParser;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;

/** Validates with SmallRye JWT 3 outside CDI, where each parser has a key set of its own. */
public final class SmallRye3App {
  private SmallRye3App() {}

  public static void main(String[] arguments) throws Exception {
    MatrixApp.run(SmallRye3App::verifier, arguments);
  }

  /** A parser takes one algorithm, so there is one for each. */
  private static MatrixApp.Verifier verifier(String keySetUrl, String issuer, String audience) {
    JWTParser rsa = parser(SignatureAlgorithm.RS256, keySetUrl, issuer, audience);
    JWTParser ec = parser(SignatureAlgorithm.ES256, keySetUrl, issuer, audience);
    return token -> (header(token).contains("ES256") ? ec : rsa).parse(token).getSubject();
  }

  private static JWTParser parser(
      SignatureAlgorithm algorithm, String keySetUrl, String issuer, String audience) {
    JWTAuthContextInfo context = new JWTAuthContextInfo(keySetUrl, issuer);
    context.setSignatureAlgorithm(algorithm);
    context.setExpectedAudience(Set.of(audience));
    context.setJwksRefreshInterval(60);
    context.setForcedJwksRefreshInterval(0);
    return new DefaultJWTParser(context, new DefaultJWTCallerPrincipalFactory());
  }

  private static String header(String token) {
    String encoded = token.split("\\.")[0];
    try {
      return new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException noHeader) {
      return "";
    }
  }
}
