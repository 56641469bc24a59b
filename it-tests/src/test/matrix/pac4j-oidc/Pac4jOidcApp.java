import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.SubjectType;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.pac4j.oidc.config.OidcConfiguration;
import org.pac4j.oidc.metadata.StaticOidcOpMetadataResolver;
import org.pac4j.oidc.profile.creator.TokenValidator;

/** Validates ID tokens with pac4j 6, with its own configuration and retriever of key sets. */
public final class Pac4jOidcApp {
  private Pac4jOidcApp() {}

  public static void main(String[] arguments) throws Exception {
    MatrixApp.run(Pac4jOidcApp::verifier, arguments);
  }

  private static MatrixApp.Verifier verifier(String keySetUrl, String issuer, String audience) {
    OidcConfiguration configuration = new OidcConfiguration();
    configuration.setClientId(audience);
    OIDCProviderMetadata provider =
        new OIDCProviderMetadata(
            new Issuer(issuer), List.of(SubjectType.PUBLIC), URI.create(keySetUrl));
    provider.setIDTokenJWSAlgs(Arrays.asList(JWSAlgorithm.RS256, JWSAlgorithm.ES256));
    configuration.setOpMetadataResolver(new StaticOidcOpMetadataResolver(configuration, provider));
    TokenValidator validator = new TokenValidator(configuration, provider);
    return token ->
        validator.validateIdToken(JWTParser.parse(token), null).getSubject().getValue();
  }
}
