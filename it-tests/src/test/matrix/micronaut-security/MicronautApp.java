import com.nimbusds.jwt.JWT;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.token.jwt.signature.jwks.DefaultJwkSetFetcher;
import io.micronaut.security.token.jwt.signature.jwks.DefaultJwkValidator;
import io.micronaut.security.token.jwt.signature.jwks.JwksSignature;
import io.micronaut.security.token.jwt.signature.jwks.JwksSignatureConfigurationProperties;
import io.micronaut.security.token.jwt.validator.AudienceJwtClaimsValidator;
import io.micronaut.security.token.jwt.validator.ExpirationJwtClaimsValidator;
import io.micronaut.security.token.jwt.validator.IssuerJwtClaimsValidator;
import io.micronaut.security.token.jwt.validator.JwtClaimsValidatorConfigurationProperties;
import io.micronaut.security.token.jwt.validator.JwtValidator;
import io.micronaut.security.token.jwt.validator.NotBeforeJwtClaimsValidator;
import java.util.Optional;

/** Validates with the parts that Micronaut puts together, put together by hand. */
public final class MicronautApp {
  /** One for all, as the bean is. */
  private static final DefaultJwkSetFetcher FETCHER = new DefaultJwkSetFetcher();

  private MicronautApp() {}

  public static void main(String[] arguments) throws Exception {
    MatrixApp.run(MicronautApp::verifier, arguments);
  }

  private static MatrixApp.Verifier verifier(String keySetUrl, String issuer, String audience) {
    JwksSignatureConfigurationProperties keys = new JwksSignatureConfigurationProperties();
    keys.setUrl(keySetUrl);
    JwtClaimsValidatorConfigurationProperties claims =
        new JwtClaimsValidatorConfigurationProperties();
    claims.setIssuer(issuer);
    claims.setAudience(audience);
    // Generic since version 4.
    JwtValidator validator =
        JwtValidator.builder()
            .withSignatures(
                new JwksSignature(keys, new DefaultJwkValidator(), FETCHER))
            .withClaimValidators(
                new ExpirationJwtClaimsValidator(),
                new NotBeforeJwtClaimsValidator(),
                new IssuerJwtClaimsValidator(claims),
                new AudienceJwtClaimsValidator(claims))
            .build();
    return token -> {
      Optional<?> jwt = validator.validate(token, (HttpRequest<?>) null);
      if (jwt.isEmpty()) {
        throw new SecurityException("not valid");
      }
      return ((JWT) jwt.get()).getJWTClaimsSet().getSubject();
    };
  }
}
