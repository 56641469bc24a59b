package com.example.idp;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.util.UUID;

/** How tokens are signed, RFC 7518 section 3.1. */
public enum Algorithm {
  /** RSA with 2048 bits, which most providers use. */
  RS256 {
    @Override
    public JWK newKey() throws JOSEException {
      return new RSAKeyGenerator(2048)
          .keyID(newKeyId())
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.RS256)
          .generate();
    }

    @Override
    JWSSigner signer(JWK key) throws JOSEException {
      return new RSASSASigner(key.toRSAKey());
    }
  },
  /** The curve P-256. */
  ES256 {
    @Override
    public JWK newKey() throws JOSEException {
      return new ECKeyGenerator(Curve.P_256)
          .keyID(newKeyId())
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.ES256)
          .generate();
    }

    @Override
    JWSSigner signer(JWK key) throws JOSEException {
      return new ECDSASigner(key.toECKey());
    }
  };

  /**
   * Makes a key pair with a random identifier; takes up to a second.
   *
   * @throws JOSEException when the JVM lacks the algorithm
   */
  public abstract JWK newKey() throws JOSEException;

  abstract JWSSigner signer(JWK key) throws JOSEException;

  JWSAlgorithm header() {
    return JWSAlgorithm.parse(name());
  }

  private static String newKeyId() {
    return UUID.randomUUID().toString();
  }
}
