package dev.latchkey.runtime;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.config.EffectiveConfig.Changed;
import dev.latchkey.runtime.config.JwksPhase;
import dev.latchkey.runtime.config.JwtPhase;
import dev.latchkey.runtime.config.LatchkeyConfig;
import dev.latchkey.runtime.config.SessionPhase;
import dev.latchkey.runtime.config.Setting;
import dev.latchkey.runtime.operation.Layer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Lives and sizes of caches that somebody has changed while the application runs. They only ever
 * become tighter than the configuration, or as tight: how long an answer may be untrue, and how
 * much memory is taken, is for whoever writes that. A changed file that says otherwise than before
 * ends what was changed here. Thread-safe.
 */
public final class CacheLimits {
  private static final List<Layer> LAYERS = List.of(Layer.JWKS, Layer.JWT, Layer.SESSION);

  private final Supplier<LatchkeyConfig> config;
  private final Caches caches;

  @GuardedBy("this")
  private final Map<String, Limit> limits = new LinkedHashMap<>();

  /** Takes limits over. */
  @FunctionalInterface
  public interface Caches {
    /**
     * Has a layer's cache keep answers that it takes in from now on for this long at most, and no
     * more than so many; empty for as configured.
     */
    void limit(Layer layer, Optional<Duration> ttl, OptionalInt maxEntries);
  }

  /**
   * What may be chosen, and what is. Immutable.
   *
   * @param leastTtl the shortest life
   * @param mostTtl the longest, which is the configured one
   * @param mostEntries as configured, the least is 1; empty where the configuration has no such key
   */
  public record Range(
      Duration ttl,
      Duration leastTtl,
      Duration mostTtl,
      OptionalInt maxEntries,
      OptionalInt mostEntries) {}

  private record Limit(long value, String by) {}

  /**
   * Changes nothing yet.
   *
   * @param config what is in force besides
   */
  public CacheLimits(Supplier<LatchkeyConfig> config, Caches caches) {
    this.config = config;
    this.caches = caches;
  }

  /** Returns what may be chosen for a layer's cache, and what is; empty for other layers. */
  public synchronized Optional<Range> range(Layer layer) {
    if (!LAYERS.contains(layer)) {
      return Optional.empty();
    }
    Range configured = configured(config.get(), layer);
    Limit ttl = limits.get(ttlKey(layer));
    Limit entries = limits.get(entriesKey(layer));
    return Optional.of(
        new Range(
            ttl == null ? configured.mostTtl : Duration.ofMillis(ttl.value),
            configured.leastTtl,
            configured.mostTtl,
            entries == null ? configured.mostEntries : OptionalInt.of((int) entries.value),
            configured.mostEntries));
  }

  /**
   * Changes what is given, from the next answer on.
   *
   * @param actor who does, for the configuration in force
   * @throws IllegalArgumentException when it is out of {@link #range}
   */
  public synchronized void change(
      Layer layer, Optional<Duration> ttl, OptionalInt maxEntries, String actor) {
    Range range = range(layer).orElseThrow(() -> new IllegalArgumentException(layer.id()));
    if (ttl.isPresent()) {
      Duration wanted = ttl.get();
      check(wanted.compareTo(range.leastTtl) >= 0 && wanted.compareTo(range.mostTtl) <= 0);
      set(ttlKey(layer), wanted.toMillis(), wanted.equals(range.mostTtl), actor);
    }
    if (maxEntries.isPresent()) {
      int wanted = maxEntries.getAsInt();
      int most = range.mostEntries.orElse(0);
      check(wanted >= 1 && wanted <= most);
      set(entriesKey(layer), wanted, wanted == most, actor);
    }
    apply(layer);
  }

  private static void check(boolean allowed) {
    if (!allowed) {
      throw new IllegalArgumentException("out of range");
    }
  }

  @GuardedBy("this")
  private void set(String key, long value, boolean asConfigured, String actor) {
    if (asConfigured) {
      limits.remove(key);
    } else {
      limits.put(key, new Limit(value, actor));
    }
  }

  /** Returns the settings that were changed, spelled as in the file. */
  public synchronized Map<String, Changed> changed() {
    Map<String, Changed> changed = new LinkedHashMap<>();
    limits.forEach(
        (key, limit) ->
            changed.put(
                key,
                new Changed(
                    key.endsWith(".ttl")
                        ? Setting.spelled(Duration.ofMillis(limit.value))
                        : String.valueOf(limit.value),
                    limit.by)));
    return changed;
  }

  /** Ends what was changed of keys that the configuration has otherwise than before. */
  synchronized void reconfigured(LatchkeyConfig before, LatchkeyConfig after) {
    for (Layer layer : LAYERS) {
      boolean limited = isLimited(layer);
      Range old = configured(before, layer);
      Range now = configured(after, layer);
      end(ttlKey(layer), old.mostTtl.toMillis(), now.mostTtl.toMillis());
      end(entriesKey(layer), old.mostEntries.orElse(0), now.mostEntries.orElse(0));
      if (limited) {
        // The rest of the configuration has put its own values in force.
        apply(layer);
      }
    }
  }

  @GuardedBy("this")
  private boolean isLimited(Layer layer) {
    return limits.containsKey(ttlKey(layer)) || limits.containsKey(entriesKey(layer));
  }

  /** What was written into the file goes on as it is: not all of a file holds before a restart. */
  @GuardedBy("this")
  private void end(String key, long before, long after) {
    Limit limit = limits.get(key);
    if (limit != null && before != after && limit.value != after) {
      limits.remove(key);
    }
  }

  @GuardedBy("this")
  private void apply(Layer layer) {
    Limit ttl = limits.get(ttlKey(layer));
    Limit entries = limits.get(entriesKey(layer));
    caches.limit(
        layer,
        ttl == null ? Optional.empty() : Optional.of(Duration.ofMillis(ttl.value)),
        entries == null ? OptionalInt.empty() : OptionalInt.of((int) entries.value));
  }

  private static Range configured(LatchkeyConfig config, Layer layer) {
    return switch (layer) {
      case JWKS -> {
        JwksPhase jwks = config.phases().jwks();
        // A key set has to be fetched again before it ends.
        Duration ahead = jwks.refreshAhead().plusSeconds(1);
        Duration least = ahead.compareTo(JwksPhase.MIN_TTL) > 0 ? ahead : JwksPhase.MIN_TTL;
        yield range(jwks.ttl(), least, OptionalInt.of(jwks.maxEntries()));
      }
      case JWT -> {
        JwtPhase jwt = config.phases().jwt();
        yield range(jwt.ttl(), JwtPhase.MIN_TTL, OptionalInt.of(jwt.maxEntries()));
      }
      case SESSION -> {
        SessionPhase session = config.phases().session();
        yield range(session.ttl(), SessionPhase.MIN_TTL, OptionalInt.empty());
      }
      default -> throw new IllegalArgumentException(Objects.toString(layer));
    };
  }

  private static Range range(Duration ttl, Duration least, OptionalInt entries) {
    return new Range(ttl, least, ttl, entries, entries);
  }

  private static String ttlKey(Layer layer) {
    return "phases." + layer.id() + ".ttl";
  }

  private static String entriesKey(Layer layer) {
    return "phases." + layer.id() + ".max-entries";
  }
}
