import io.jsonwebtoken.Claims;
import io.jsonwebtoken.JwsHeader;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.SigningKeyResolverAdapter;
import java.security.Key;

/** Validates with JJWT up to 0.11, with a resolver that finds keys in the fetched key set. */
public final class Jjwt11App {
  private Jjwt11App() {}

  public static void main(String[] arguments) throws Exception {
    MatrixApp.run(Jjwt11App::verifier, arguments);
  }

  private static MatrixApp.Verifier verifier(String keySetUrl, String issuer, String audience) {
    JwtParser parser =
        Jwts.parserBuilder()
            .setSigningKeyResolver(
                new SigningKeyResolverAdapter() {
                  @Override
                  public Key resolveSigningKey(JwsHeader header, Claims claims) {
                    return FetchedKeys.find(keySetUrl, header.getKeyId());
                  }
                })
            .requireIssuer(issuer)
            .requireAudience(audience)
            .build();
    return token -> parser.parseClaimsJws(token).getBody().getSubject();
  }
}
