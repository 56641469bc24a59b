package dev.latchkey.runtime.token;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.latchkey.runtime.store.BoundedJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a token says about how it was signed; nobody has verified it. It may choose when to look
 * something up anew, never what to accept. Immutable.
 *
 * @param kid null when the token names no key (RFC 7515 section 4.1.4)
 * @param typ empty when the token does not say what it is (RFC 7515 section 4.1.9)
 * @param namesAddress whether it says where its key is to be fetched (RFC 7515 sections 4.1.2 and
 *     4.1.5)
 */
public record TokenHeader(@Nullable String kid, String alg, String typ, boolean namesAddress) {
  private static final JsonFactory JSON = BoundedJson.factory(SignatureKey.MAX_TOKEN_BYTES);

  /**
   * Reads the header of a compact JWS (RFC 7515 section 7.1), of three parts and at most 8 KiB.
   * Returns nothing for anything else, such as an encrypted token, and for a header that readers
   * could understand differently, such as one with two key ids.
   */
  public static Optional<TokenHeader> parse(String compact) {
    if (compact.length() > SignatureKey.MAX_TOKEN_BYTES) {
      return Optional.empty();
    }
    int first = compact.indexOf('.');
    int second = compact.indexOf('.', first + 1);
    if (first <= 0 || second < 0 || compact.indexOf('.', second + 1) >= 0) {
      return Optional.empty();
    }
    try (var json = JSON.createParser(decode(compact.substring(0, first)))) {
      return read(json);
    } catch (IOException | IllegalArgumentException e) { // not JSON, not base64url
      return Optional.empty();
    }
  }

  /** Returns the key id, or an empty string when the token names no key. */
  public String kidOrEmpty() {
    return kid == null ? "" : kid;
  }

  /**
   * As characters: the JSON reader would guess at the encoding of bytes, and for a string it makes
   * a buffer of 8 KB.
   */
  private static char[] decode(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8).toCharArray();
  }

  private static Optional<TokenHeader> read(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      return Optional.empty();
    }
    String kid = null;
    String alg = null;
    String typ = "";
    boolean namesAddress = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      var name = json.currentName();
      boolean text = json.nextToken() == JsonToken.VALUE_STRING;
      if (name.equals("kid") || name.equals("alg") || name.equals("typ")) {
        if (!text) {
          return Optional.empty();
        }
        kid = name.equals("kid") ? json.getText() : kid;
        alg = name.equals("alg") ? json.getText() : alg;
        typ = name.equals("typ") ? json.getText() : typ;
      } else {
        namesAddress |= name.equals("jku") || name.equals("x5u");
        json.skipChildren();
      }
    }
    return alg == null || json.nextToken() != null
        ? Optional.empty()
        : Optional.of(new TokenHeader(kid, alg, typ, namesAddress));
  }

  /** Shows nothing: who reads logs may not learn which key a token names. */
  @Override
  public String toString() {
    return "TokenHeader[" + (kid == null ? "no kid" : "kid") + "]";
  }
}
