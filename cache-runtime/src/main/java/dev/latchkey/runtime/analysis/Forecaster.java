package dev.latchkey.runtime.analysis;

import dev.latchkey.runtime.analysis.ReuseEstimator.Estimate;
import dev.latchkey.runtime.config.PhasesConfig;
import dev.latchkey.runtime.metrics.Summary;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.session.SessionCache;
import dev.latchkey.runtime.time.Ticker;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says of each phase that is off what it would save, from the tokens, key sets, users and
 * connections that this application itself has. Calls are watched for a while and then left alone
 * for ten minutes; as long as nothing is watched a call costs what it costs with the agent alone.
 * The last forecast stays when the phase is switched on, to be shown beside what is measured then.
 *
 * <p>Thread-safe: calls may come from any thread, {@link #tick} from one.
 *
 * <pre>
 *           tick, phase is off             an answer's life is over
 *   RESTING ------------------> WARMING -----------------------------> COUNTING
 *      ^                           | too many calls, or switched on        | as long again, or the
 *      +---------------------------+---------------------------------------+ same
 * </pre>
 */
public final class Forecaster {
  /** Looked at in one watch; each costs the calling thread a hash of its token or key. */
  static final int MOST_CALLS = 200_000;

  private static final long REST_NANOS = Duration.ofMinutes(10).toNanos();
  private static final long SHORTEST_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long LONGEST_NANOS = Duration.ofMinutes(5).toNanos();
  private static final int FEWEST = 20;

  private final PhaseSwitches phases;
  private final Supplier<PhasesConfig> config;
  private final Supplier<Summary> summary;
  private final Ticker ticker;
  private final Map<Phase, Long> restsUntil = new EnumMap<>(Phase.class);
  private final AtomicReferenceArray<@Nullable Watching> watching =
      new AtomicReferenceArray<>(Phase.values().length);
  private final AtomicReferenceArray<@Nullable Forecast> forecasts =
      new AtomicReferenceArray<>(Phase.values().length);
  private final OpenConnections connections = new OpenConnections();

  /**
   * Watches nothing before the first {@link #tick}.
   *
   * @param config says how long answers would live, and how many would be kept
   * @param summary of the last minute
   */
  public Forecaster(
      PhaseSwitches phases,
      Supplier<PhasesConfig> config,
      Supplier<Summary> summary,
      Ticker ticker) {
    this.phases = phases;
    this.config = config;
    this.summary = summary;
    this.ticker = ticker;
  }

  /** One watch. */
  private static final class Watching {
    final ReuseEstimator estimator;
    final long beganNanos;
    final long lifeNanos;
    boolean counting;

    Watching(long ttlNanos, long maxEntries, long nowNanos) {
      estimator = new ReuseEstimator(ttlNanos, maxEntries);
      beganNanos = nowNanos;
      lifeNanos = Math.min(LONGEST_NANOS, Math.max(SHORTEST_NANOS, ttlNanos));
    }
  }

  /** Returns whether the phase is off and its calls are watched; cheap enough for every call. */
  public boolean wants(Phase phase) {
    return phases.isObserved(phase);
  }

  /**
   * Takes in a call of a phase that is off.
   *
   * @param identity a well-spread number that two calls share when one could answer the other
   */
  public void saw(Phase phase, long identity) {
    Watching current = watching.get(phase.ordinal());
    if (current != null) {
      current.estimator.saw(identity, ticker.nanos());
    }
  }

  /** Begins and ends watches and makes forecasts; to be called once a second. */
  public void tick() {
    long now = ticker.nanos();
    for (Phase phase : new Phase[] {Phase.JWKS, Phase.JWT, Phase.SESSION}) {
      tick(phase, now);
    }
    if (!phases.isEnabled(Phase.POOL)) {
      connections(connections.look(summary.get()));
    }
  }

  private void tick(Phase phase, long now) {
    Watching current = watching.get(phase.ordinal());
    boolean off = !phases.isEnabled(phase) && !phases.isInShadow(phase);
    if (current == null) {
      if (off && now - restsUntil.getOrDefault(phase, now) >= 0) {
        watching.set(phase.ordinal(), begin(phase, now));
        phases.observe(phase, true);
      }
      return;
    }
    long age = now - current.beganNanos;
    Estimate estimate = current.estimator.estimate();
    forecast(phase, current.counting, estimate);
    if (!current.counting && age >= current.lifeNanos) {
      current.counting = true;
      current.estimator.settle();
    } else if (!off || estimate.samples() >= MOST_CALLS || age >= 2 * current.lifeNanos) {
      phases.observe(phase, false);
      watching.set(phase.ordinal(), null);
      restsUntil.put(phase, now + REST_NANOS);
    }
  }

  private Watching begin(Phase phase, long now) {
    PhasesConfig configured = config.get();
    return switch (phase) {
      case JWKS ->
          new Watching(configured.jwks().ttl().toNanos(), configured.jwks().maxEntries(), now);
      case JWT ->
          new Watching(configured.jwt().ttl().toNanos(), configured.jwt().maxEntries(), now);
      default -> new Watching(configured.session().ttl().toNanos(), SessionCache.MAX_ENTRIES, now);
    };
  }

  /** What is too little to tell leaves the forecast before in force. */
  private void forecast(Phase phase, boolean settled, Estimate estimate) {
    if (estimate.samples() < FEWEST) {
      return;
    }
    Summary now = summary.get();
    double inLayer = now.meanMillisByLayer().getOrDefault(layer(phase), Double.NaN);
    forecasts.set(
        phase.ordinal(),
        new Forecast(
            phase,
            ticker.now(),
            settled,
            estimate.samples(),
            estimate.keys(),
            estimate.hitRatio(),
            inLayer * estimate.hitRatio(),
            now.auth().meanMillis()));
  }

  private void connections(Optional<OpenConnections.Seen> seen) {
    if (seen.isEmpty()) {
      return;
    }
    OpenConnections.Seen found = seen.get();
    forecasts.set(
        Phase.POOL.ordinal(),
        new Forecast(
            Phase.POOL,
            ticker.now(),
            true,
            found.opened(),
            found.peak(),
            found.reusable(),
            Double.NaN,
            summary.get().auth().meanMillis()));
  }

  /** Returns the layer whose time a phase takes away. */
  public static Layer layer(Phase phase) {
    return switch (phase) {
      case JWKS -> Layer.JWKS;
      case JWT -> Layer.JWT;
      case SESSION -> Layer.SESSION;
      case POOL -> Layer.DB;
      case INTEGRATED -> Layer.AUTH;
    };
  }

  /** Returns the last forecast of a phase, nothing when there was too little to tell. */
  public Optional<Forecast> forecast(Phase phase) {
    return Optional.ofNullable(forecasts.get(phase.ordinal()));
  }
}
