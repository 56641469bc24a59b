package com.example.idp;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The provider's keys: one per algorithm that signs, and older ones that are still published.
 * Thread-safe.
 */
final class KeyRing {
  private volatile Keys keys;

  private KeyRing(Keys keys) {
    this.keys = keys;
  }

  static KeyRing create() throws JOSEException {
    return new KeyRing(Keys.fresh(List.of()));
  }

  JWK signingKey(Algorithm algorithm) {
    var key = keys.signing().get(algorithm);
    if (key == null) {
      throw new IllegalStateException("No key for " + algorithm);
    }
    return key;
  }

  /** The public halves, the newest first. */
  JWKSet published() {
    return keys.published();
  }

  /** Makes new keys; the old ones stay published or disappear. */
  synchronized void rotate(boolean keepOld) throws JOSEException {
    keys = Keys.fresh(keepOld ? keys.published().getKeys() : List.of());
  }

  private record Keys(Map<Algorithm, JWK> signing, JWKSet published) {

    static Keys fresh(List<JWK> old) throws JOSEException {
      var rsa = Algorithm.RS256.newKey();
      var ec = Algorithm.ES256.newKey();
      var published = new ArrayList<JWK>();
      published.add(rsa.toPublicJWK());
      published.add(ec.toPublicJWK());
      published.addAll(old);
      return new Keys(Map.of(Algorithm.RS256, rsa, Algorithm.ES256, ec), new JWKSet(published));
    }
  }
}
