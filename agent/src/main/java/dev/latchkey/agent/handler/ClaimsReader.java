package dev.latchkey.agent.handler;

import dev.latchkey.agent.copy.NotCopyableException;
import dev.latchkey.runtime.config.Claim;
import dev.latchkey.runtime.config.KeyPath;
import dev.latchkey.runtime.token.ClaimIds;
import dev.latchkey.runtime.token.ClaimKind;
import dev.latchkey.runtime.token.NumericDates;
import dev.latchkey.runtime.token.TokenClaims;
import dev.latchkey.runtime.token.VerifiedClaims;
import java.net.URI;
import java.net.URL;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Date;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads the claims of a verified result. What the configuration does not tell, the token itself
 * does: by then the application has accepted it, and what it says can only shorten a life or make
 * an answer fall with more. Thread-safe.
 */
final class ClaimsReader {
  private final Map<Claim, PathReader> paths = new EnumMap<>(Claim.class);
  private final ClaimIds ids;

  ClaimsReader(Map<Claim, KeyPath> claims, ClaimIds ids) {
    claims.forEach((claim, path) -> paths.put(claim, new PathReader(path)));
    this.ids = ids;
  }

  /**
   * What was read.
   *
   * @param ends whether the result itself says when it ends
   */
  record Read(VerifiedClaims claims, boolean ends) {}

  /**
   * Returns the claims of a result; nothing when it must not be kept.
   *
   * @param token without a scheme before it
   * @param own what the token says; empty for an opaque one
   * @throws NotCopyableException when a claim is there and not of a kind that can be read
   * @throws Throwable what the application's accessors throw
   */
  Optional<Read> of(@Nullable Object result, String token, Optional<TokenClaims> own)
      throws Throwable {
    if (isPresent(value(Claim.CONFIRMATION, result))
        || isPresent(value(Claim.NONCE, result))
        || isPresent(value(Claim.EVENTS, result))) {
      return Optional.empty();
    }
    OptionalLong ends = time(Claim.EXPIRES_AT, result);
    VerifiedClaims claims =
        new VerifiedClaims(
            earlier(ends, own.map(TokenClaims::expiresAtMillis).orElse(OptionalLong.empty())),
            time(Claim.NOT_BEFORE, result),
            time(Claim.ISSUED_AT, result),
            numbers(result, token, own));
    return Optional.of(new Read(claims, ends.isPresent()));
  }

  private long[] numbers(@Nullable Object result, String token, Optional<TokenClaims> own)
      throws Throwable {
    TokenClaims said = own.orElse(null);
    long[] numbers = new long[ClaimKind.values().length];
    note(numbers, ClaimKind.TOKEN, TokenDigest.sha256(token));
    note(numbers, ClaimKind.ID, text(Claim.ID, result, said == null ? null : said.id()));
    note(
        numbers,
        ClaimKind.SESSION,
        text(Claim.SESSION, result, said == null ? null : said.session()));
    note(
        numbers,
        ClaimKind.SUBJECT,
        text(Claim.SUBJECT, result, said == null ? null : said.subject()));
    note(
        numbers, ClaimKind.ISSUER, text(Claim.ISSUER, result, said == null ? null : said.issuer()));
    note(numbers, ClaimKind.KEY, said == null ? null : said.kid());
    return numbers;
  }

  private void note(long[] numbers, ClaimKind kind, @Nullable String value) {
    numbers[kind.ordinal()] = ids.of(kind, value);
  }

  private @Nullable Object value(Claim claim, @Nullable Object result) throws Throwable {
    PathReader path = paths.get(claim);
    if (path == null || result == null) {
      return null;
    }
    try {
      Object value = path.read(null, new Object[0], result);
      return value instanceof Optional<?> optional ? optional.orElse(null) : value;
    } catch (NoSuchMethodException | NoSuchFieldException missing) {
      throw new NotCopyableException("the result has no " + path.path());
    }
  }

  /** An empty text, list or map says no more than none. */
  private static boolean isPresent(@Nullable Object value) {
    return !(value == null
        || (value instanceof String text && text.isEmpty())
        || (value instanceof Collection<?> many && many.isEmpty())
        || (value instanceof Map<?, ?> map && map.isEmpty()));
  }

  private OptionalLong time(Claim claim, @Nullable Object result) throws Throwable {
    Object value = value(claim, result);
    if (value == null) {
      return OptionalLong.empty();
    }
    OptionalLong millis = millis(value);
    if (millis.isEmpty()) {
      throw new NotCopyableException(
          claim.id() + " is no time: a Date, an Instant, or seconds as a number");
    }
    return millis;
  }

  @SuppressWarnings("JavaUtilDate") // libraries have it in their results
  private static OptionalLong millis(Object value) {
    if (value instanceof Date date) {
      return OptionalLong.of(date.getTime());
    }
    if (value instanceof Instant instant) {
      return OptionalLong.of(instant.toEpochMilli());
    }
    if (value instanceof OffsetDateTime time) {
      return OptionalLong.of(time.toInstant().toEpochMilli());
    }
    if (value instanceof ZonedDateTime time) {
      return OptionalLong.of(time.toInstant().toEpochMilli());
    }
    return value instanceof Number number
        ? NumericDates.millis(number.doubleValue())
        : OptionalLong.empty();
  }

  private @Nullable String text(Claim claim, @Nullable Object result, @Nullable String otherwise)
      throws Throwable {
    Object value = value(claim, result);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof URL url) {
      return url.toExternalForm();
    }
    if (value instanceof CharSequence || value instanceof URI || value instanceof Number) {
      return value.toString();
    }
    throw new NotCopyableException(claim.id() + " is no text");
  }

  private static OptionalLong earlier(OptionalLong first, OptionalLong second) {
    if (first.isEmpty() || second.isEmpty()) {
      return first.isPresent() ? first : second;
    }
    return OptionalLong.of(Math.min(first.getAsLong(), second.getAsLong()));
  }
}
