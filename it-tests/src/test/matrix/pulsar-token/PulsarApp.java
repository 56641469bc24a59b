import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import org.apache.pulsar.broker.ServiceConfiguration;
import org.apache.pulsar.broker.authentication.AuthenticationDataCommand;
import org.apache.pulsar.broker.authentication.AuthenticationProviderToken;

/**
 * Validates as a Pulsar broker does, with one public key from its configuration; so there is one
 * provider for each kind of key. The broker looks at no issuer, and the application does that.
 */
public final class PulsarApp {
  private PulsarApp() {}

  public static void main(String[] arguments) throws Exception {
    MatrixApp.run(PulsarApp::verifier, arguments);
  }

  private static MatrixApp.Verifier verifier(String keySetUrl, String issuer, String audience)
      throws Exception {
    AuthenticationProviderToken rsa = null;
    AuthenticationProviderToken ec = null;
    for (JsonNode key : new ObjectMapper().readTree(new URL(keySetUrl)).get("keys")) {
      if (key.get("kty").asText().equals("RSA")) {
        rsa = provider("RS256", rsaKey(key), audience);
      } else {
        ec = provider("ES256", ecKey(key), audience);
      }
    }
    AuthenticationProviderToken forRsa = rsa;
    AuthenticationProviderToken forEc = ec;
    return token -> {
      boolean isEc = part(token, 0).contains("ES256");
      String subject =
          (isEc ? forEc : forRsa).authenticate(new AuthenticationDataCommand(token));
      if (!part(token, 1).contains('"' + issuer + '"')) {
        throw new SecurityException("other issuer");
      }
      return subject;
    };
  }

  private static AuthenticationProviderToken provider(
      String algorithm, PublicKey key, String audience) throws Exception {
    ServiceConfiguration configuration = new ServiceConfiguration();
    configuration
        .getProperties()
        .setProperty(
            "tokenPublicKey",
            "data:;base64," + Base64.getEncoder().encodeToString(key.getEncoded()));
    configuration.getProperties().setProperty("tokenPublicAlg", algorithm);
    configuration.getProperties().setProperty("tokenAudienceClaim", "aud");
    configuration.getProperties().setProperty("tokenAudience", audience);
    AuthenticationProviderToken provider = new AuthenticationProviderToken();
    provider.initialize(configuration);
    return provider;
  }

  private static PublicKey rsaKey(JsonNode key) throws Exception {
    return KeyFactory.getInstance("RSA")
        .generatePublic(new RSAPublicKeySpec(number(key, "n"), number(key, "e")));
  }

  private static PublicKey ecKey(JsonNode key) throws Exception {
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec("secp256r1"));
    return KeyFactory.getInstance("EC")
        .generatePublic(
            new ECPublicKeySpec(
                new ECPoint(number(key, "x"), number(key, "y")),
                curve.getParameterSpec(ECParameterSpec.class)));
  }

  private static BigInteger number(JsonNode key, String name) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(key.get(name).asText()));
  }

  private static String part(String token, int index) {
    String[] parts = token.split("\\.");
    try {
      return new String(Base64.getUrlDecoder().decode(parts[index]), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException unreadable) {
      return "";
    }
  }
}
