import java.util.List;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.web.reactive.function.client.WebClient;

/** Decodes as a reactive resource server does, with a WebClient of the application. */
public final class SpringReactiveApp {
  private static final WebClient WEB = WebClient.create();

  private SpringReactiveApp() {}

  public static void main(String[] arguments) throws Exception {
    MatrixApp.run(SpringReactiveApp::verifier, arguments);
  }

  private static MatrixApp.Verifier verifier(String keySetUrl, String issuer, String audience) {
    NimbusReactiveJwtDecoder decoder =
        NimbusReactiveJwtDecoder.withJwkSetUri(keySetUrl)
            .jwsAlgorithm(SignatureAlgorithm.RS256)
            .jwsAlgorithm(SignatureAlgorithm.ES256)
            .webClient(WEB)
            .build();
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(
            JwtValidators.createDefaultWithIssuer(issuer),
            new JwtClaimValidator<List<String>>("aud", values -> values.contains(audience))));
    return token -> {
      Jwt jwt = decoder.decode(token).block();
      return jwt.getSubject()
          + MatrixApp.spoil(jwt.getClaims().get("roles"))
          + jwt.getExpiresAt()
          + jwt.getTokenValue().equals(token);
    };
  }
}
