import java.io.InputStream;
import java.net.URL;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.Map;
import org.keycloak.TokenVerifier;
import org.keycloak.common.VerificationException;
import org.keycloak.crypto.AsymmetricSignatureVerifierContext;
import org.keycloak.crypto.KeyWrapper;
import org.keycloak.jose.jwk.JSONWebKeySet;
import org.keycloak.jose.jwk.JWK;
import org.keycloak.jose.jwk.JWKParser;
import org.keycloak.representations.AccessToken;
import org.keycloak.util.JsonSerialization;

/** Verifies access tokens with the classes that Keycloak offers to services that use no adapter. */
public final class KeycloakApp {
  private KeycloakApp() {}

  public static void main(String[] arguments) throws Exception {
    MatrixApp.run(KeycloakApp::verifier, arguments);
  }

  private static MatrixApp.Verifier verifier(String keySetUrl, String issuer, String audience) {
    Map<String, PublicKey> keys = new HashMap<>();
    return token -> {
      TokenVerifier<AccessToken> verifier =
          TokenVerifier.create(token, AccessToken.class)
              .withDefaultChecks()
              .realmUrl(issuer)
              .audience(audience);
      String kid = verifier.getHeader().getKeyId();
      if (!keys.containsKey(kid)) {
        keys.putAll(fetch(keySetUrl));
      }
      PublicKey key = keys.get(kid);
      if (key == null) {
        throw new VerificationException("unknown key");
      }
      // Both ways that the library offers.
      if (kid.equals("second")) {
        verifier.publicKey(key);
      } else {
        verifier.verifierContext(new AsymmetricSignatureVerifierContext(wrapper(kid, key)));
      }
      return verifier.verify().getToken().getSubject();
    };
  }

  private static KeyWrapper wrapper(String kid, PublicKey key) {
    KeyWrapper wrapper = new KeyWrapper();
    wrapper.setKid(kid);
    wrapper.setAlgorithm("RS256");
    wrapper.setType("RSA");
    wrapper.setPublicKey(key);
    return wrapper;
  }

  private static Map<String, PublicKey> fetch(String url) throws Exception {
    Map<String, PublicKey> keys = new HashMap<>();
    try (InputStream in = new URL(url).openStream()) {
      for (JWK key : JsonSerialization.readValue(in, JSONWebKeySet.class).getKeys()) {
        keys.put(key.getKeyId(), JWKParser.create(key).toPublicKey());
      }
    }
    return keys;
  }
}
