import java.util.List;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.client.RestTemplate;

/** Decodes as a servlet resource server does, with a RestTemplate of the application. */
public final class SpringApp {
  private static final RestTemplate REST = new RestTemplate();

  private SpringApp() {}

  public static void main(String[] arguments) throws Exception {
    MatrixApp.run(SpringApp::verifier, arguments);
  }

  private static MatrixApp.Verifier verifier(String keySetUrl, String issuer, String audience) {
    NimbusJwtDecoder decoder =
        NimbusJwtDecoder.withJwkSetUri(keySetUrl)
            .jwsAlgorithm(SignatureAlgorithm.RS256)
            .jwsAlgorithm(SignatureAlgorithm.ES256)
            .restOperations(REST)
            .build();
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(
            JwtValidators.createDefaultWithIssuer(issuer),
            new JwtClaimValidator<List<String>>("aud", values -> values.contains(audience))));
    return token -> {
      Jwt jwt = decoder.decode(token);
      return jwt.getSubject()
          + MatrixApp.spoil(jwt.getClaims().get("roles"))
          + jwt.getExpiresAt()
          + jwt.getTokenValue().equals(token);
    };
  }
}
