package dev.latchkey.runtime.token;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.latchkey.runtime.store.BoundedJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a signed token says of itself. Read after the application accepted the token, to find a
 * reason against keeping the answer or for keeping it shorter; it never lengthens a life.
 * Immutable.
 *
 * @param expiresAtMillis the end of its life; empty when it names none
 */
public record TokenClaims(
    @Nullable String kid,
    OptionalLong expiresAtMillis,
    @Nullable String id,
    @Nullable String session,
    @Nullable String subject,
    @Nullable String issuer) {
  private static final JsonFactory JSON = BoundedJson.factory(SignatureKey.MAX_TOKEN_BYTES);

  /** Types of tokens that say something once (RFC 8417, RFC 9449, OpenID back-channel logout). */
  private static final Set<String> MESSAGES = Set.of("logout+jwt", "dpop+jwt", "secevent+jwt");

  /** Claims that tie a token to one use, to a key that its holder proves, or to an event. */
  private static final Set<String> BINDING = Set.of("nonce", "cnf", "events");

  /**
   * Returns what a compact JWS says when an answer for it may be kept: signed, of at most 8 KiB,
   * not a message, bound to nothing outside, and understood by us in all that matters here.
   */
  public static Optional<TokenClaims> ofStorable(String compact) {
    Optional<TokenHeader> header = TokenHeader.parse(compact);
    if (header.isEmpty() || unsigned(header.get()) || message(header.get())) {
      return Optional.empty();
    }
    int first = compact.indexOf('.');
    int second = compact.indexOf('.', first + 1);
    if (second == compact.length() - 1) {
      return Optional.empty();
    }
    try (var json = JSON.createParser(decode(compact.substring(first + 1, second)))) {
      return new Reader(json).read(header.get().kid());
    } catch (IOException | IllegalArgumentException e) { // not JSON, not base64url
      return Optional.empty();
    }
  }

  private static boolean unsigned(TokenHeader header) {
    return header.alg().isBlank() || header.alg().equalsIgnoreCase("none");
  }

  private static boolean message(TokenHeader header) {
    String typ = header.typ().toLowerCase(Locale.ROOT);
    String prefix = "application/";
    return MESSAGES.contains(typ.startsWith(prefix) ? typ.substring(prefix.length()) : typ);
  }

  private static char[] decode(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8).toCharArray();
  }

  /** Shows nothing: what a token says is personal. */
  @Override
  public String toString() {
    return "TokenClaims[]";
  }

  /** Confined to one reading. */
  private static final class Reader {
    private final JsonParser json;
    private OptionalLong expiresAtMillis = OptionalLong.empty();
    private @Nullable String id;
    private @Nullable String session;
    private @Nullable String subject;
    private @Nullable String issuer;

    Reader(JsonParser json) {
      this.json = json;
    }

    Optional<TokenClaims> read(@Nullable String kid) throws IOException {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        var name = json.currentName();
        json.nextToken();
        if (BINDING.contains(name) || !take(name)) {
          return Optional.empty();
        }
      }
      return json.nextToken() != null
          ? Optional.empty()
          : Optional.of(new TokenClaims(kid, expiresAtMillis, id, session, subject, issuer));
    }

    /** Returns whether the claim is one that we can do with. */
    private boolean take(String name) throws IOException {
      switch (name) {
        case "exp" -> {
          if (!json.currentToken().isNumeric()) {
            return false;
          }
          expiresAtMillis = NumericDates.millis(json.getDoubleValue());
          return expiresAtMillis.isPresent();
        }
        case "jti" -> id = json.getValueAsString();
        case "sid" -> session = json.getValueAsString();
        case "sub" -> subject = json.getValueAsString();
        case "iss" -> issuer = json.getValueAsString();
        default -> json.skipChildren();
      }
      return !json.currentToken().isStructStart();
    }
  }
}
