package dev.latchkey.runtime.config;

import dev.latchkey.runtime.config.PoolPhase.Engine;
import dev.latchkey.runtime.config.PoolPhase.Limits;
import dev.latchkey.runtime.config.PoolPhase.Reset;
import dev.latchkey.runtime.config.ValueTypes.Length;
import dev.latchkey.runtime.config.ValueTypes.WholeNumber;
import dev.latchkey.runtime.config.ValueTypes.Word;
import dev.latchkey.runtime.rollout.Phase;
import java.io.File;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads the section {@code phases}. */
final class PhasesReader {
  static final Length JWKS_TTL = new Length(JwksPhase.MIN_TTL, JwksPhase.MAX_TTL);
  static final Length JWT_TTL = new Length(JwtPhase.MIN_TTL, JwtPhase.MAX_TTL);
  static final Length SESSION_TTL = new Length(SessionPhase.MIN_TTL, SessionPhase.MAX_TTL);
  static final Word<Tier> TIER = new Word<>(List.of(Tier.values()));

  private static final Length REFRESH_AHEAD =
      new Length(JwksPhase.MIN_REFRESH_AHEAD, JwksPhase.MAX_TTL);
  private static final Length ON_NO_CACHE = new Length(Duration.ZERO, JwksPhase.MAX_TTL);
  private static final Length STALE = new Length(Duration.ZERO, JwksPhase.MAX_STALE);
  private static final Length REPLICA_LAG = new Length(Duration.ZERO, SessionPhase.MAX_REPLICA_LAG);
  private static final Word<SessionPhase.Store> STORE =
      new Word<>(List.of(SessionPhase.Store.values()));
  private static final Word<Engine> ENGINE = new Word<>(List.of(Engine.values()));
  private static final Word<Reset> RESET = new Word<>(List.of(Reset.values()));
  private static final WholeNumber MAX_IDLE = new WholeNumber(1, Limits.MAX_IDLE);
  private static final WholeNumber MAX_ACTIVE = new WholeNumber(Limits.LEARNED, Limits.MAX_ACTIVE);
  private static final Length LIFETIME = new Length(Limits.MIN_LIFETIME, Limits.MAX_LIFETIME);

  private PhasesReader() {}

  static PhasesConfig read(Section phases) {
    Set<Phase> shadow = EnumSet.noneOf(Phase.class);
    return new PhasesConfig(
        watched(Phase.JWKS, phases.section("jwks"), PhasesReader::jwks, shadow),
        watched(Phase.JWT, phases.section("jwt"), PhasesReader::jwt, shadow),
        watched(Phase.SESSION, phases.section("session"), PhasesReader::session, shadow),
        pool(phases.section("pool")),
        watched(Phase.INTEGRATED, phases.section("integrated"), PhasesReader::integrated, shadow),
        shadow);
  }

  /** Reads a phase that keeps answers, and adds it to {@code shadow} if it is to compare them. */
  private static <T extends PhaseConfig> T watched(
      Phase phase, Section section, Function<Section, T> reader, Set<Phase> shadow) {
    T read = reader.apply(section);
    if (section.value("shadow", ValueTypes.BOOLEAN, false)) {
      if (read.enabled()) {
        section.problem(
            ProblemKind.CONFLICT,
            "shadow",
            section.pathOf("shadow")
                + " is true and so is enabled; a phase serves or compares, so set one of them to"
                + " false");
      } else {
        shadow.add(phase);
      }
    }
    return read;
  }

  private static boolean enabled(Section phase) {
    return phase.value("enabled", ValueTypes.BOOLEAN, false);
  }

  private static int rollout(Section phase) {
    return phase.value("rollout", ValueTypes.PERCENT_NUMBER, PhaseConfig.DEFAULT_ROLLOUT_PERCENT);
  }

  private static JwksPhase jwks(Section phase) {
    JwksPhase fallback = JwksPhase.DEFAULT;
    boolean enabled = enabled(phase);
    int rollout = rollout(phase);
    Duration ttl = phase.value("ttl", JWKS_TTL, fallback.ttl());
    Duration onNoCache = phase.value("ttl-on-no-cache", ON_NO_CACHE, ttl);
    Duration ahead = phase.value("refresh-ahead", REFRESH_AHEAD, fallback.refreshAhead());
    Duration stale = phase.value("stale-if-error", STALE, fallback.staleIfError());
    int maxEntries =
        phase.value(
            "max-entries", new WholeNumber(1, JwksPhase.MAX_ENTRIES), fallback.maxEntries());
    if (ahead.compareTo(ttl) >= 0) {
      phase.problem(
          ProblemKind.CONFLICT,
          "refresh-ahead",
          phase.pathOf("refresh-ahead")
              + " is "
              + Durations.format(ahead)
              + ", it must be less than ttl, which is "
              + Durations.format(ttl));
    }
    return phase.sound()
        ? new JwksPhase(enabled, rollout, ttl, onNoCache, ahead, stale, maxEntries)
        : fallback;
  }

  private static JwtPhase jwt(Section phase) {
    JwtPhase fallback = JwtPhase.DEFAULT;
    return new JwtPhase(
        enabled(phase),
        rollout(phase),
        phase.value("ttl", JWT_TTL, fallback.ttl()),
        phase.value("tier", TIER, fallback.tier()),
        phase.value(
            "max-entries", new WholeNumber(1, JwtPhase.MAX_ENTRIES), fallback.maxEntries()));
  }

  private static SessionPhase session(Section phase) {
    SessionPhase fallback = SessionPhase.DEFAULT;
    boolean enabled = enabled(phase);
    int rollout = rollout(phase);
    Duration ttl = phase.value("ttl", SESSION_TTL, fallback.ttl());
    boolean accepted =
        phase.value("accept-staleness", ValueTypes.BOOLEAN, fallback.acceptStaleness());
    boolean fed = phase.has("feed");
    Optional<FeedConfig> feed = FeedReader.read(phase);
    if (!accepted && !fed) {
      checkStaleness(phase, ttl);
    }
    int trial = phase.value("trial", new WholeNumber(0, SessionPhase.MAX_TRIAL), fallback.trial());
    Optional<Duration> replicaLag = phase.optional("replica-lag", REPLICA_LAG);
    SessionPhase.Store store = phase.value("store", STORE, SessionPhase.Store.MEMORY);
    Optional<RedisConfig> redis = redis(phase, store);
    return phase.sound()
        ? new SessionPhase(enabled, rollout, ttl, accepted, trial, feed, redis, replicaLag)
        : fallback;
  }

  /** Reports a life that nobody has accepted: safety rule SES-14. */
  static void checkStaleness(Section section, Duration ttl) {
    if (ttl.compareTo(SessionPhase.MAX_UNACCEPTED_TTL) > 0) {
      section.problem(
          ProblemKind.CONFLICT,
          "ttl",
          section.pathOf("ttl")
              + " is "
              + Durations.format(ttl)
              + ", above 1m a change by another process stays unseen for too long; choose 1m or"
              + " less, configure phases.session.feed, or set phases.session.accept-staleness:"
              + " true");
    }
  }

  private static Optional<RedisConfig> redis(Section phase, SessionPhase.Store store) {
    Section redis = phase.section("redis");
    boolean used = store == SessionPhase.Store.REDIS;
    boolean given = phase.has("redis");
    if (used && !given) {
      phase.problem(
          ProblemKind.MISSING,
          "redis",
          phase.pathOf("redis") + " is missing, store: redis needs uri and key-file there");
    } else if (given && !used) {
      phase.problem(
          ProblemKind.CONFLICT,
          "redis",
          phase.pathOf("redis") + " is given and store is memory; set store: redis or drop it");
    }
    Optional<Secret> uri = redis.required("uri", ValueTypes.REDIS_URI);
    Optional<File> keyFile = redis.required("key-file", ValueTypes.FILE);
    uri.ifPresent(value -> redis.setting("uri", value.toString()));
    keyFile.ifPresent(value -> redis.setting("key-file", value.getPath()));
    return uri.isPresent() && keyFile.isPresent()
        ? Optional.of(new RedisConfig(uri.get(), keyFile.get()))
        : Optional.empty();
  }

  private static PoolPhase pool(Section phase) {
    PoolPhase fallback = PoolPhase.DEFAULT;
    Limits limits = fallback.limits();
    Engine engine = phase.value("engine", ENGINE, fallback.engine());
    int maxActive = phase.value("max-active", MAX_ACTIVE, limits.maxActive());
    if (maxActive != Limits.LEARNED && engine != Engine.BOUNDED) {
      phase.problem(
          ProblemKind.CONFLICT,
          "max-active",
          phase.pathOf("max-active")
              + " is given and engine is recycler, which has no limit; set engine: bounded or drop"
              + " it");
    }
    Reset reset = phase.value("reset", RESET, fallback.reset());
    boolean prepared = phase.value("prepared-statements", ValueTypes.BOOLEAN, false);
    if (prepared && reset == Reset.FULL) {
      phase.problem(
          ProblemKind.CONFLICT,
          "prepared-statements",
          phase.pathOf("prepared-statements")
              + " is true and reset is full, which drops them each time; set reset: dirty or drop"
              + " it");
    }
    return new PoolPhase(
        enabled(phase),
        rollout(phase),
        engine,
        reset,
        new Limits(
            phase.value("max-idle", MAX_IDLE, limits.maxIdle()),
            maxActive,
            phase.value("max-lifetime", LIFETIME, limits.maxLifetime())),
        prepared);
  }

  private static IntegratedPhase integrated(Section phase) {
    return new IntegratedPhase(
        enabled(phase),
        rollout(phase),
        phase.value("tune", ValueTypes.BOOLEAN, IntegratedPhase.DEFAULT.tune()));
  }
}
