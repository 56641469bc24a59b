import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.net.URL;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.pac4j.core.exception.CredentialsException;
import org.pac4j.core.profile.UserProfile;
import org.pac4j.jwt.config.signature.ECSignatureConfiguration;
import org.pac4j.jwt.config.signature.RSASignatureConfiguration;
import org.pac4j.jwt.config.signature.SignatureConfiguration;
import org.pac4j.jwt.credentials.authenticator.JwtAuthenticator;

/** Authenticates with keys that are loaded when the authenticator is built. */
public final class Pac4jApp {
  private Pac4jApp() {}

  public static void main(String[] arguments) throws Exception {
    MatrixApp.run(Pac4jApp::verifier, arguments);
  }

  private static MatrixApp.Verifier verifier(String keySetUrl, String issuer, String audience)
      throws Exception {
    List<SignatureConfiguration> signatures = new ArrayList<>();
    for (JWK key : JWKSet.load(new URL(keySetUrl)).getKeys()) {
      signatures.add(signature(key));
    }
    JwtAuthenticator authenticator = new JwtAuthenticator(signatures);
    return token -> {
      UserProfile profile = authenticator.validateToken(token);
      if (profile == null || !issuer.equals(profile.getAttribute("iss"))) {
        throw new CredentialsException("other issuer");
      }
      if (!((List<?>) profile.getAttribute("aud")).contains(audience)) {
        throw new CredentialsException("other audience");
      }
      return profile.getId();
    };
  }

  private static SignatureConfiguration signature(JWK key) throws Exception {
    return key instanceof RSAKey
        ? new RSASignatureConfiguration(new KeyPair(key.toRSAKey().toPublicKey(), null))
        : new ECSignatureConfiguration(new KeyPair(key.toECKey().toPublicKey(), null));
  }
}
