import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallback;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler;

/** Validates as a Kafka broker does, with the keys of a file. */
public final class KafkaApp {
  private KafkaApp() {}

  public static void main(String[] arguments) throws Exception {
    MatrixApp.run(KafkaApp::verifier, arguments);
  }

  private static MatrixApp.Verifier verifier(String keySetUrl, String issuer, String audience)
      throws Exception {
    Path file = file(keySetUrl);
    String keys = file.toUri().toString();
    System.setProperty("org.apache.kafka.sasl.oauthbearer.allowed.urls", keys);
    System.setProperty("org.apache.kafka.sasl.oauthbearer.allowed.files", file.toString());
    OAuthBearerValidatorCallbackHandler handler = new OAuthBearerValidatorCallbackHandler();
    handler.configure(settings(keys, issuer, audience), "OAUTHBEARER", List.of(login()));
    return token -> {
      OAuthBearerValidatorCallback callback = new OAuthBearerValidatorCallback(token);
      handler.handle(new Callback[] {callback});
      if (callback.token() == null) {
        throw new SecurityException(callback.errorStatus());
      }
      return callback.token().principalName();
    };
  }

  private static Path file(String keySetUrl) throws Exception {
    Path file = Files.createTempFile("keys", ".json");
    file.toFile().deleteOnExit();
    try (InputStream in = new URL(keySetUrl).openStream()) {
      return Files.write(file, in.readAllBytes());
    }
  }

  private static Map<String, Object> settings(String keys, String issuer, String audience) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(
        "sasl.oauthbearer.jwt.validator.class",
        "org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator");
    settings.put("sasl.oauthbearer.jwks.endpoint.url", keys);
    settings.put("sasl.oauthbearer.expected.issuer", issuer);
    settings.put("sasl.oauthbearer.expected.audience", List.of(audience));
    settings.put("sasl.oauthbearer.clock.skew.seconds", 0);
    settings.put("sasl.oauthbearer.scope.claim.name", "scope");
    settings.put("sasl.oauthbearer.sub.claim.name", "sub");
    return settings;
  }

  private static AppConfigurationEntry login() {
    return new AppConfigurationEntry(
        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule",
        AppConfigurationEntry.LoginModuleControlFlag.REQUIRED,
        Map.of());
  }
}
