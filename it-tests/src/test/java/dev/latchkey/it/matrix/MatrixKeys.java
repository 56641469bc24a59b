package dev.latchkey.it.matrix;

import static dev.latchkey.it.harness.TestIdentityProvider.ec;
import static dev.latchkey.it.harness.TestIdentityProvider.rsa;

import com.nimbusds.jose.jwk.JWK;

/**
 * The keys of the identity providers. All runs use the same ones, for making an RSA key takes a
 * tenth of a second and more; providers and caches are each run's own. Immutable.
 *
 * @param secondRsa of the same id as {@code renewedRsa}, which replaces it
 * @param secondEc of the same id as {@code renewedEc}, which replaces it
 * @param stranger never published
 */
record MatrixKeys(
    JWK first,
    JWK secondRsa,
    JWK secondEc,
    JWK renewedRsa,
    JWK renewedEc,
    JWK third,
    JWK stranger) {

  static MatrixKeys make() {
    return new MatrixKeys(
        rsa("first"),
        rsa("second"),
        ec("second"),
        rsa("second"),
        ec("second"),
        rsa("third"),
        rsa("stranger"));
  }
}
