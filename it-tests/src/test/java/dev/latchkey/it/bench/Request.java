package dev.latchkey.it.bench;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.security.PublicKey;

/** One token as a verifier gets it. */
record Request(String token, String algorithm, PublicKey key, byte[] input, String signature) {

  static Request of(RSAKey key, String subject) throws JOSEException {
    SignedJWT jwt = Tokens.rs256(key, subject);
    return new Request(
        jwt.serialize(),
        "RS256",
        key.toRSAPublicKey(),
        jwt.getSigningInput(),
        jwt.getSignature().toString());
  }
}
