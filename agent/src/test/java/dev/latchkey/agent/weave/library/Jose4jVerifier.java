package dev.latchkey.agent.weave.library;

import dev.latchkey.agent.weave.LibraryVerifier;
import java.security.Key;
import java.util.function.Function;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/** jose4j, which finds keys with a resolver. */
public final class Jose4jVerifier implements LibraryVerifier {
  @Override
  public String verdict(String algorithm, Function<String, Key> keys, String token) {
    return LibraryVerifier.verdict(
        () ->
            new JwtConsumerBuilder()
                    .setVerificationKeyResolver(
                        (jws, nesting) -> keys.apply(jws.getKeyIdHeaderValue()))
                    .setJwsAlgorithmConstraints(
                        AlgorithmConstraints.ConstraintType.PERMIT, algorithm)
                    .build()
                    .processToClaims(token)
                != null);
  }
}
