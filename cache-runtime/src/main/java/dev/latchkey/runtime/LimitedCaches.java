package dev.latchkey.runtime;

import dev.latchkey.runtime.config.JwksPhase;
import dev.latchkey.runtime.config.LatchkeyConfig;
import dev.latchkey.runtime.jwks.KeySetCache;
import dev.latchkey.runtime.jwks.KeySetSettings;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.session.SessionCache;
import dev.latchkey.runtime.token.SignatureMemo;
import dev.latchkey.runtime.token.ValidationCache;
import dev.latchkey.runtime.token.ValidationSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * The caches of phases 1 to 3, whose limits can be changed. Thread-safe, as they are.
 *
 * @param mostSignatures as many as were configured at the start, and there is memory for
 */
record LimitedCaches(
    Supplier<LatchkeyConfig> config,
    KeySetCache keySets,
    SignatureMemo signatures,
    int mostSignatures,
    ValidationCache validations,
    SessionCache sessions)
    implements CacheLimits.Caches {

  @Override
  public void limit(Layer layer, Optional<Duration> ttl, OptionalInt maxEntries) {
    switch (layer) {
      case JWKS -> keySets.settings(settings(config.get().phases().jwks(), ttl, maxEntries));
      case JWT -> {
        signatures.ttl(ttl.orElse(config.get().phases().jwt().ttl()));
        signatures.maxEntries(Math.min(maxEntries.orElse(mostSignatures), mostSignatures));
        validations.limit(
            ttl.orElse(ValidationSettings.MAX_TTL), maxEntries.orElse(Integer.MAX_VALUE));
      }
      default -> sessions.limit(ttl.orElse(SessionCache.UNLIMITED));
    }
  }

  private static KeySetSettings settings(
      JwksPhase jwks, Optional<Duration> limit, OptionalInt maxEntries) {
    Duration ttl = limit.orElse(jwks.ttl());
    Duration onNoCache = jwks.ttlOnNoCache();
    return new KeySetSettings(
        ttl,
        limit.isPresent() && onNoCache.compareTo(ttl) > 0 ? ttl : onNoCache,
        jwks.refreshAhead(),
        jwks.staleIfError(),
        maxEntries.orElse(jwks.maxEntries()));
  }
}
