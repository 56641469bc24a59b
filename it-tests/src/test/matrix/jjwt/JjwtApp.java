import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.ProtectedHeader;

/** Validates with JJWT from 0.12 on, with a locator that finds keys in the fetched key set. */
public final class JjwtApp {
  private JjwtApp() {}

  public static void main(String[] arguments) throws Exception {
    MatrixApp.run(JjwtApp::verifier, arguments);
  }

  private static MatrixApp.Verifier verifier(String keySetUrl, String issuer, String audience) {
    JwtParser parser =
        Jwts.parser()
            .keyLocator(
                header ->
                    FetchedKeys.find(keySetUrl, ((ProtectedHeader) header).getKeyId()))
            .requireIssuer(issuer)
            .requireAudience(audience)
            .build();
    return token -> parser.parseSignedClaims(token).getPayload().getSubject();
  }
}
