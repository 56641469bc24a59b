package dev.latchkey.runtime.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Reads what a token says of itself, and spoils copies of it; checks no signature. Stateless. A
 * token that is no JWT (RFC 7519) says nothing.
 */
public final class Jwts {
  private static final JsonMapper JSON = new JsonMapper();

  private Jwts() {}

  /** Returns when a token ends, if it says so (RFC 7519 section 4.1.4). */
  public static Optional<Instant> expiresAt(String token) {
    return part(token, 1)
        .map(claims -> claims.path("exp"))
        .filter(JsonNode::isNumber)
        .map(exp -> Instant.ofEpochSecond(exp.asLong()));
  }

  /** Returns the token with another byte in the middle of its last part. */
  public static String tampered(String token) {
    int begin = token.lastIndexOf('.') + 1;
    int at = begin + (token.length() - begin) / 2;
    char other = token.charAt(at) == 'A' ? 'B' : 'A';
    return token.substring(0, at) + other + token.substring(at + 1);
  }

  /** Returns the token with the id of a key that nobody has, if it is a signed JWT. */
  public static Optional<String> ofUnknownKey(String token, int number) {
    return part(token, 0)
        .filter(JsonNode::isObject)
        .map(
            header -> {
              ObjectNode changed = ((ObjectNode) header).put("kid", "latchkey-bench-" + number);
              byte[] json = changed.toString().getBytes(StandardCharsets.UTF_8);
              return Base64.getUrlEncoder().withoutPadding().encodeToString(json)
                  + token.substring(token.indexOf('.'));
            });
  }

  private static Optional<JsonNode> part(String token, int index) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(JSON.readTree(Base64.getUrlDecoder().decode(parts[index])));
    } catch (IllegalArgumentException | IOException opaque) {
      return Optional.empty();
    }
  }
}
