package dev.latchkey.agent.weave.library;

import dev.latchkey.agent.weave.LibraryVerifier;
import io.jsonwebtoken.Jws;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.ProtectedHeader;
import java.security.Key;
import java.util.function.Function;

/** JJWT, which finds keys with a locator. */
public final class JjwtVerifier implements LibraryVerifier {
  @Override
  public String verdict(String algorithm, Function<String, Key> keys, String token) {
    return LibraryVerifier.verdict(
        () -> {
          Jws<?> jws =
              Jwts.parser()
                  .keyLocator(header -> keys.apply(((ProtectedHeader) header).getKeyId()))
                  .build()
                  .parseSignedClaims(token);
          return jws.getHeader().getAlgorithm().equals(algorithm);
        });
  }
}
