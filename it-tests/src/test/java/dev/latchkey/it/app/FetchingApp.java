package dev.latchkey.it.app;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;

/**
 * Authenticates the tokens that it reads, a line each, and insists on having fetched the keys
 * itself for each of them: its fetch has a side effect, and is harmed where it is not run.
 */
public final class FetchingApp {
  private final String keySet;
  private boolean fetched;

  private FetchingApp(String keySet) {
    this.keySet = keySet;
  }

  /** Takes the key set's address. */
  public static void main(String[] arguments) throws Exception {
    FetchingApp app = new FetchingApp(arguments[0]);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(app.verdict(line));
    }
  }

  private String verdict(String token) {
    try {
      return "ok " + authenticate(token);
    } catch (Exception refused) {
      return "refused " + refused.getMessage();
    }
  }

  private String authenticate(String token) throws ParseException, IOException, JOSEException {
    SignedJWT jwt = SignedJWT.parse(token);
    fetched = false;
    JWKSet keys = JWKSet.parse(fetch(keySet));
    if (!fetched) {
      throw new IllegalStateException("keys that were not fetched");
    }
    var key = keys.getKeyByKeyId(jwt.getHeader().getKeyID()).toRSAKey();
    if (!jwt.verify(new RSASSAVerifier(key))) {
      throw new IllegalStateException("bad signature");
    }
    return jwt.getJWTClaimsSet().getSubject();
  }

  private String fetch(String url) throws IOException {
    fetched = true;
    try (InputStream body = new URL(url).openStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
