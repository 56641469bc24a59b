import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallback;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler;

/** Validates as a Kafka broker does, with the keys of an address. */
public final class KafkaApp {
  private KafkaApp() {}

  public static void main(String[] arguments) throws Exception {
    MatrixApp.run(KafkaApp::verifier, arguments);
  }

  private static MatrixApp.Verifier verifier(String keySetUrl, String issuer, String audience)
      throws Exception {
    System.setProperty("org.apache.kafka.sasl.oauthbearer.allowed.urls", keySetUrl);
    OAuthBearerValidatorCallbackHandler handler = new OAuthBearerValidatorCallbackHandler();
    handler.configure(settings(keySetUrl, issuer, audience), "OAUTHBEARER", List.of(login()));
    return token -> {
      OAuthBearerValidatorCallback callback = new OAuthBearerValidatorCallback(token);
      handler.handle(new Callback[] {callback});
      if (callback.token() == null) {
        throw new SecurityException(callback.errorStatus());
      }
      return callback.token().principalName();
    };
  }

  private static Map<String, Object> settings(String keys, String issuer, String audience) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(
        "sasl.oauthbearer.jwt.validator.class",
        "org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator");
    settings.put("sasl.oauthbearer.jwks.endpoint.url", keys);
    settings.put("sasl.oauthbearer.jwks.endpoint.refresh.ms", 3_600_000L);
    settings.put("sasl.oauthbearer.jwks.endpoint.retry.backoff.ms", 100L);
    settings.put("sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms", 10_000L);
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
