import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.SubjectType;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.pac4j.oidc.config.OidcConfiguration;
import org.pac4j.oidc.profile.creator.TokenValidator;

/** Validates ID tokens with pac4j 5, which fetches key sets with Nimbus' own retriever. */
public final class Pac4jOidc5App {
  private Pac4jOidc5App() {}

  public static void main(String[] arguments) throws Exception {
    MatrixApp.run(Pac4jOidc5App::verifier, arguments);
  }

  private static MatrixApp.Verifier verifier(String keySetUrl, String issuer, String audience) {
    OIDCProviderMetadata provider =
        new OIDCProviderMetadata(
            new Issuer(issuer), List.of(SubjectType.PUBLIC), URI.create(keySetUrl));
    provider.setIDTokenJWSAlgs(Arrays.asList(JWSAlgorithm.RS256, JWSAlgorithm.ES256));
    OidcConfiguration configuration = new OidcConfiguration();
    configuration.setClientId(audience);
    configuration.setProviderMetadata(provider);
    TokenValidator validator = new TokenValidator(configuration);
    return token -> validator.validate(JWTParser.parse(token), null).getSubject().getValue();
  }
}
