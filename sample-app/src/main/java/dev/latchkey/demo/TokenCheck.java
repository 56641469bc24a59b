package dev.latchkey.demo;

import com.example.idp.IdentityProvider;
import com.nimbusds.jose.JOSEException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes sure that the service tells good tokens from bad ones, so that no speed is bought with
 * that.
 */
final class TokenCheck {
  private static final int GOOD = 200;
  private static final int REFUSED = 401;

  private final IdentityProvider provider;
  private final OrdersClient client;

  TokenCheck(IdentityProvider provider, OrdersClient client) {
    this.provider = provider;
    this.client = client;
  }

  /**
   * Sends a good token before and after bad ones made of it.
   *
   * @throws DemoException when the service accepts a bad token or refuses the good one
   */
  void run() throws InterruptedException {
    try {
      var request = SubjectTokens.request(0);
      var good = provider.issue(request);
      expect(GOOD, "good", good);
      expect(GOOD, "good", good);
      var bad = new LinkedHashMap<String, String>();
      bad.put("tampered", tampered(good));
      bad.put("expired", provider.issue(request.living(Duration.ofMinutes(-5))));
      bad.put("signed by an unknown key", provider.forge(request));
      bad.put("meant for another audience", provider.issue(request.forAudience("invoices")));
      for (Map.Entry<String, String> token : bad.entrySet()) {
        expect(REFUSED, token.getKey(), token.getValue());
      }
      expect(GOOD, "good", good);
    } catch (JOSEException e) {
      throw new DemoException("The identity provider cannot sign: " + e.getMessage(), e);
    }
  }

  private void expect(int status, String kind, String token) throws InterruptedException {
    var actual = client.status(token);
    if (actual != status) {
      throw new DemoException(
          "A token that is " + kind + " was answered with " + actual + " instead of " + status);
    }
  }

  /** Changes the first character of the signature, all of whose bits count. */
  private static String tampered(String token) {
    var signature = token.lastIndexOf('.') + 1;
    var other = token.charAt(signature) == 'A' ? 'B' : 'A';
    return token.substring(0, signature) + other + token.substring(signature + 1);
  }
}
