import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTParser;
import java.util.Set;

/** Validates with SmallRye JWT outside CDI, where each parser has a key set of its own. */
public final class SmallRyeApp {
  private SmallRyeApp() {}

  public static void main(String[] arguments) throws Exception {
    MatrixApp.run(SmallRyeApp::verifier, arguments);
  }

  private static MatrixApp.Verifier verifier(String keySetUrl, String issuer, String audience) {
    JWTAuthContextInfo context = new JWTAuthContextInfo(keySetUrl, issuer);
    context.setSignatureAlgorithm(Set.of(SignatureAlgorithm.RS256, SignatureAlgorithm.ES256));
    context.setExpectedAudience(Set.of(audience));
    context.setJwksRefreshInterval(60);
    context.setForcedJwksRefreshInterval(0);
    JWTParser parser = new DefaultJWTParser(context, new DefaultJWTCallerPrincipalFactory());
    return token -> parser.parse(token).getSubject();
  }
}
