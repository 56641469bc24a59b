package dev.latchkey.runtime;

import dev.latchkey.runtime.alert.Alerts;
import dev.latchkey.runtime.analysis.Forecaster;
import dev.latchkey.runtime.audit.AuditLog;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.coherence.Coherence;
import dev.latchkey.runtime.coherence.Tuner;
import dev.latchkey.runtime.config.JwksPhase;
import dev.latchkey.runtime.config.JwtPhase;
import dev.latchkey.runtime.config.LatchkeyConfig;
import dev.latchkey.runtime.config.PhaseConfig;
import dev.latchkey.runtime.fleet.Fleet;
import dev.latchkey.runtime.flight.FlightEvents;
import dev.latchkey.runtime.gate.Benefits;
import dev.latchkey.runtime.gate.Gate;
import dev.latchkey.runtime.gate.Gates;
import dev.latchkey.runtime.guard.Guard;
import dev.latchkey.runtime.guard.RolloutPlace;
import dev.latchkey.runtime.history.ChangeWatch;
import dev.latchkey.runtime.history.History;
import dev.latchkey.runtime.jdbc.JdbcObserver;
import dev.latchkey.runtime.jwks.KeySetCache;
import dev.latchkey.runtime.jwks.KeySetRefresher;
import dev.latchkey.runtime.jwks.KeySetSettings;
import dev.latchkey.runtime.metrics.AgentErrors.Border;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.pool.CastCheck;
import dev.latchkey.runtime.pool.ConnectionEngine;
import dev.latchkey.runtime.pool.Connector;
import dev.latchkey.runtime.pool.DatabaseFigures;
import dev.latchkey.runtime.pool.GlobalTransactions;
import dev.latchkey.runtime.response.ServerTiming;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseChange;
import dev.latchkey.runtime.rollout.PhaseSetting;
import dev.latchkey.runtime.rollout.PhaseState;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.rollout.SharedPhases;
import dev.latchkey.runtime.session.SessionCache;
import dev.latchkey.runtime.shadow.ShadowChecks;
import dev.latchkey.runtime.store.ManagedCache;
import dev.latchkey.runtime.store.MemoryBudget;
import dev.latchkey.runtime.time.Ticker;
import dev.latchkey.runtime.token.ClaimIds;
import dev.latchkey.runtime.token.DenyList;
import dev.latchkey.runtime.token.Revocations;
import dev.latchkey.runtime.token.SignatureMemo;
import dev.latchkey.runtime.token.SignatureMemoSettings;
import dev.latchkey.runtime.token.TokenCaches;
import dev.latchkey.runtime.token.ValidationCache;
import dev.latchkey.runtime.token.ValidationSettings;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The features of this version, built from the configuration. {@link #start} begins the background
 * work, {@link #close} ends it and may be called twice.
 *
 * <p>Thread-safe: the parts are thread-safe and never replaced.
 */
public final class LatchkeyRuntime implements AutoCloseable {
  /** The phases that this version can run. */
  public static final Set<Phase> AVAILABLE_PHASES =
      Set.of(Phase.JWKS, Phase.JWT, Phase.SESSION, Phase.POOL, Phase.INTEGRATED);

  private static final int EVENTS = 1_000;

  private volatile LatchkeyConfig config;
  private final EventLog events;
  private final PhaseSwitches phases;
  private final AuditLog audit;
  private final Metrics metrics;
  private final History history;
  private final Alerts alerts;
  private final ChangeWatch changes;
  private final ShadowChecks checks;
  private final Guard guard;
  private final Forecaster forecaster;
  private final Benefits benefits;
  private final OperationTracker operations;
  private final JdbcObserver jdbc;
  private final KeySetCache keySets;
  private final KeySetRefresher refresher;
  private final KeySetThread refreshing;
  private final SignatureMemo signatures;
  private final ClaimIds claimIds = new ClaimIds();
  private final ValidationCache validations;
  private final Revocations revocations;
  private final TokenCaches tokens;
  private final SessionCache sessions;
  private final Coherence coherence;
  private final CacheLimits limits;
  private final SessionFeed feed;
  private final Databases databases;
  private final FlightEvents flight;
  private final ServerTiming serverTiming;
  private final MetricsThread ticking;
  private volatile Consumer<String> historyTrouble = unused -> {};

  /** Null without a Redis. */
  private final @Nullable Fleet fleet;

  /** Builds everything and starts nothing; the caches fit the heap of this JVM. */
  public LatchkeyRuntime(LatchkeyConfig config, Ticker ticker) {
    this(config, MemoryBudget.ofHeap(Runtime.getRuntime().maxMemory()), ticker);
  }

  /** Builds everything and starts nothing; the caches take no more than {@code memory}. */
  LatchkeyRuntime(LatchkeyConfig config, MemoryBudget memory, Ticker ticker) {
    this.config = config;
    events = new EventLog(EVENTS, ticker);
    phases = new PhaseSwitches(settings(config), AVAILABLE_PHASES, ticker, events);
    audit =
        new AuditLog(
            RolloutPlace.ofAudit(
                config.history().dir(), System.getProperties(), config.admin().port().orElse(0)),
            ticker,
            trouble -> events.add("audit.trouble", Severity.WARN, "auto", trouble));
    AuditTrail.follow(phases, events, audit);
    metrics = new Metrics(ticker, Metrics.SERIES_CAPACITY);
    history =
        new History(
            RolloutPlace.ofHistory(
                config.history().dir(), System.getProperties(), config.admin().port().orElse(0)),
            () -> this.config.history().retain(),
            ticker,
            this::diskTrouble);
    metrics.onSpan(history::add);
    alerts = new Alerts(config, history, events, RolloutPlace.name(System.getProperties()), ticker);
    metrics.onSpan(alerts::second);
    changes = new ChangeWatch(history, events);
    metrics.onSpan(changes::second);
    checks = new ShadowChecks(config.guard().verifyHitsRatio(), ticker);
    guard =
        new Guard(
            phases,
            events,
            ticker,
            () -> this.config.guard(),
            this::gate,
            RolloutPlace.in(
                config.history().dir(), System.getProperties(), config.admin().port().orElse(0)));
    sessions = new SessionCache(memory.sessions(), checks, ticker);
    sessions.replicaLag(config.phases().session().replicaLag());
    forecaster = new Forecaster(phases, () -> this.config.phases(), metrics::summary, ticker);
    benefits = new Benefits(metrics, phases, events, ticker);
    flight = new FlightEvents(() -> this.config.export().jfrThreshold().toNanos());
    events.onEvent(flight::happened);
    serverTiming =
        new ServerTiming(
            () -> this.config.export().timingClients(),
            failure -> metrics.errors().count(Border.BACKGROUND, "server-timing", failure));
    operations =
        new OperationTracker(
            metrics.and(guard.sink()).and(sessions.rechecks()).and(flight).and(serverTiming),
            ticker);
    operations.onArrivals(serverTiming);
    metrics.follow(operations);
    jdbc = new JdbcObserver(metrics.connections());
    keySets = new KeySetCache(keySetSettings(config), memory.keySets(), ticker);
    refresher =
        new KeySetRefresher(
            keySets, failure -> metrics.errors().count(Border.BACKGROUND, "refresh", failure));
    refreshing = new KeySetThread(keySets, refresher, phases, events, metrics.errors());
    JwtPhase jwt = config.phases().jwt();
    int mostSignatures = Math.min(jwt.maxEntries(), SignatureMemo.entriesIn(memory.signatures()));
    signatures = new SignatureMemo(new SignatureMemoSettings(jwt.ttl(), mostSignatures), ticker);
    var denied = new DenyList(ticker);
    validations =
        new ValidationCache(
            new ValidationSettings(jwt.maxEntries(), memory.validations()),
            keySets::contentGeneration,
            denied,
            ticker);
    revocations = new Revocations(validations, claimIds, denied);
    tokens = new TokenCaches(signatures, validations, revocations);
    limits =
        new CacheLimits(
            () -> this.config,
            new LimitedCaches(
                () -> this.config, keySets, signatures, mostSignatures, validations, sessions));
    jdbc.listen(sessions.listener());
    coherence = new Coherence(validations, revocations, claimIds, sessions, phases, events);
    coherence.listen(keySets);
    feed = new SessionFeed(sessions, events);
    feed.configure(config.phases().session().feed());
    jdbc.listen(feed);
    sessions.feed(feed::state);
    databases =
        new Databases(config.phases().pool(), jdbc, phases, events, metrics, operations, ticker);
    var tuner =
        new Tuner(
            sessions,
            validations,
            () -> coherence.isOn() && this.config.phases().integrated().tune(),
            events);
    ticking =
        new MetricsThread(
            metrics,
            Map.of(
                "flight",
                flight::tick,
                "guard",
                guard::tick,
                "forecast",
                forecaster::tick,
                "benefit",
                benefits::tick,
                "audit",
                audit::flush,
                "tuning",
                () -> tuner.tick(ticker.nanos())));
    phases.onChange(this::phaseChanged);
    phases.onChange(flight::phaseChanged);
    phases.onChange(benefits::phaseChanged);
    checks.onWrongAccept(guard::wrongAccept);
    fleet = fleet(config, ticker);
  }

  private void diskTrouble(String what) {
    events.add("history.trouble", Severity.WARN, "auto", what);
    historyTrouble.accept(what);
  }

  /** Has {@code listener} told when what is measured cannot be kept on the disk, and why. */
  public void onHistoryTrouble(Consumer<String> listener) {
    historyTrouble = listener;
  }

  private @Nullable Fleet fleet(LatchkeyConfig config, Ticker ticker) {
    return config
        .phases()
        .session()
        .redis()
        .map(
            redis ->
                new Fleet(
                    redis,
                    sessions,
                    revocations,
                    phases,
                    guard,
                    events,
                    this::hitRatios,
                    failure -> metrics.errors().count(Border.BACKGROUND, "fleet", failure),
                    ticker))
        .orElse(null);
  }

  private Map<String, Double> hitRatios() {
    var summary = metrics.summary();
    return Arrays.stream(Layer.values())
        .filter(layer -> !Double.isNaN(summary.hitRatio(layer)))
        .collect(Collectors.toMap(Layer::id, layer -> summary.hitRatio(layer)));
  }

  /**
   * Takes up plans that were kept, and begins to close metrics windows, judge rollouts, refresh key
   * sets and trim pools, once a second.
   */
  public void start() {
    audit.start();
    guard.start(operations);
    history.start();
    alerts.start();
    ticking.start();
    refreshing.start();
    fleet().ifPresent(Fleet::start);
    events.add("agent.started", Severity.INFO, "auto", "The agent started.");
  }

  /**
   * Takes what can change while the application runs from another configuration: phases that the
   * file switches otherwise than before, and the limits of caches. What an operator has switched
   * stays as it is where the file says what it said before.
   */
  public void reconfigure(LatchkeyConfig replacement) {
    reconfigure(replacement, Set.of());
  }

  /**
   * Does the same for a file that was written from what is in force.
   *
   * @param settled the phases whose switches were: they stay as they are by now, so that a rollback
   *     in between is not undone
   */
  public void reconfigure(LatchkeyConfig replacement, Set<Phase> settled) {
    LatchkeyConfig before = config;
    config = replacement;
    keySets.settings(keySetSettings(replacement));
    checks.verify(replacement.guard().verifyHitsRatio());
    signatures.ttl(replacement.phases().jwt().ttl());
    databases.settings(replacement.phases().pool());
    sessions.replicaLag(replacement.phases().session().replicaLag());
    feed.configure(replacement.phases().session().feed());
    alerts.configure(replacement);
    limits.reconfigured(before, replacement);
    for (Phase phase : AVAILABLE_PHASES) {
      if (settled.contains(phase)) {
        continue;
      }
      PhaseConfig old = before.phases().of(phase);
      PhaseConfig wanted = replacement.phases().of(phase);
      boolean shadow = replacement.phases().shadow().contains(phase);
      if (old.enabled() != wanted.enabled()
          || before.phases().shadow().contains(phase) != shadow
          || old.rolloutPercent() != wanted.rolloutPercent()) {
        phases.change(
            phase,
            new PhaseChange(
                Optional.of(wanted.enabled()),
                Optional.of(shadow),
                OptionalInt.of(wanted.rolloutPercent()),
                "config",
                "the configuration file was changed"),
            OptionalLong.empty());
      }
    }
  }

  /** Returns the configuration in force. */
  public LatchkeyConfig config() {
    return config;
  }

  /** Returns what happened. */
  public EventLog events() {
    return events;
  }

  /** Returns the phase switches. */
  public PhaseSwitches phases() {
    return phases;
  }

  /** Returns what was measured. */
  public Metrics metrics() {
    return metrics;
  }

  /** Returns what says what phases would bring. */
  public Forecaster forecaster() {
    return forecaster;
  }

  /** Returns what leaves caches out that do not pay. */
  public Benefits benefits() {
    return benefits;
  }

  /** Returns what compares kept answers with the application's own. */
  public ShadowChecks checks() {
    return checks;
  }

  /** Returns who changed what. */
  public AuditLog audit() {
    return audit;
  }

  /** Returns what was measured, over restarts. */
  public History history() {
    return history;
  }

  /** Returns what became different after changes. */
  public ChangeWatch changes() {
    return changes;
  }

  /** Returns what makes itself heard. */
  public Alerts alerts() {
    return alerts;
  }

  /** Returns what judges rollouts. */
  public Guard guard() {
    return guard;
  }

  /** Returns what follows auth operations. */
  public OperationTracker operations() {
    return operations;
  }

  /** Returns what tells allowed clients how long authentication took. */
  public ServerTiming serverTiming() {
    return serverTiming;
  }

  /** Returns what watches the application's database connections. */
  public JdbcObserver jdbc() {
    return jdbc;
  }

  /** Returns the cache of phase 1. */
  public KeySetCache keySets() {
    return keySets;
  }

  /** Returns what fetches key sets again before their lives end. */
  public KeySetRefresher refresher() {
    return refresher;
  }

  /** Returns what changes lives and sizes of caches while the application runs. */
  public CacheLimits cacheLimits() {
    return limits;
  }

  /** Returns the memo of phase 2. */
  public SignatureMemo signatures() {
    return signatures;
  }

  /** Returns the whole validations of phase 2. */
  public ValidationCache validations() {
    return validations;
  }

  /** Returns what gives claims their numbers in this process. */
  public ClaimIds claimIds() {
    return claimIds;
  }

  /** Returns the user lookups of phase 3. */
  public SessionCache sessions() {
    return sessions;
  }

  /** Returns what carries on to other layers what falls in one. */
  public Coherence coherence() {
    return coherence;
  }

  /** Returns what takes kept validations back. */
  public Revocations revocations() {
    return revocations;
  }

  /** Returns what keeps connections in phase 4. */
  public ConnectionEngine pool() {
    return databases;
  }

  /** Returns what knows whether a thread is in a transaction of JTA. */
  public GlobalTransactions globalTransactions() {
    return databases.transactions();
  }

  /** Lets phase 4 know which applications cast connections to a driver's own classes. */
  public void casts(CastCheck check) {
    databases.casts(check);
  }

  /**
   * Lets phase 4 connect once more for an application whose server had no room.
   *
   * @param connector is asked when the application first connects
   */
  public void connector(Supplier<Connector> connector) {
    databases.connector(connector);
  }

  /** Returns what is known of the application's databases. */
  public DatabaseFigures databases() {
    return databases;
  }

  /** Returns the instances that share a Redis, when one is configured. */
  public Optional<Fleet> fleet() {
    return Optional.ofNullable(fleet);
  }

  /** Returns all caches, for those who show or drop what is in them. */
  public List<ManagedCache> caches() {
    return List.of(keySets, tokens, sessions);
  }

  /**
   * Switches every phase off: nothing is read from a cache any more, and then all is dropped. Other
   * instances are left before, so that they go on as they are.
   */
  public void switchOff(String reason) {
    fleet().ifPresent(Fleet::close);
    guard.end(reason);
    for (Phase phase : AVAILABLE_PHASES) {
      phases.change(
          phase,
          new PhaseChange(
              Optional.of(false), Optional.of(false), OptionalInt.empty(), "auto", reason),
          OptionalLong.empty());
    }
  }

  @Override
  public void close() {
    switchOff("The agent ends.");
    ticking.close();
    flight.close();
    alerts.close();
    history.close();
    audit.flush();
    refreshing.close();
    feed.end();
    databases.close();
    caches().forEach(ManagedCache::invalidateAll);
  }

  /** A phase that is off serves nothing, and starts empty when it is on again (rule C-5). */
  private void phaseChanged(PhaseState state) {
    switch (state.phase()) {
      case JWKS -> {
        if (isOff(state)) {
          refresher.clear();
          keySets.invalidateAll();
        }
      }
      case JWT -> {
        if (isOff(state)) {
          tokens.invalidateAll();
        }
      }
      case POOL -> databases.follow();
      // Off and on: what began before is not kept (rules C-5 and SES-33).
      case SESSION -> {
        if (!state.enabled() && !state.changedBy().equals(SharedPhases.ACTOR)) {
          fleet().ifPresent(Fleet::flush);
        }
        sessions.clear();
      }
      // What was read for a token while the phase was off does not say so.
      case INTEGRATED -> sessions.clear();
    }
  }

  private Optional<Gate> gate(Phase phase) {
    return new Gates(phases, metrics::summary, databases::pools).of(phase);
  }

  private static boolean isOff(PhaseState state) {
    return !state.enabled() && !state.shadow();
  }

  private static KeySetSettings keySetSettings(LatchkeyConfig config) {
    JwksPhase jwks = config.phases().jwks();
    return new KeySetSettings(
        jwks.ttl(),
        jwks.ttlOnNoCache(),
        jwks.refreshAhead(),
        jwks.staleIfError(),
        jwks.maxEntries());
  }

  private static Map<Phase, PhaseSetting> settings(LatchkeyConfig config) {
    Map<Phase, PhaseSetting> settings = new EnumMap<>(Phase.class);
    for (Phase phase : AVAILABLE_PHASES) {
      PhaseConfig configured = config.phases().of(phase);
      settings.put(
          phase,
          new PhaseSetting(
              configured.enabled(),
              config.phases().shadow().contains(phase),
              configured.rolloutPercent()));
    }
    return settings;
  }
}
