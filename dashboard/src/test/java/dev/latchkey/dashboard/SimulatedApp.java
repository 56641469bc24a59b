package dev.latchkey.dashboard;

import dev.latchkey.dashboard.server.AdminServices;
import dev.latchkey.runtime.AgentInfo;
import dev.latchkey.runtime.CacheLimits;
import dev.latchkey.runtime.TargetControl;
import dev.latchkey.runtime.TargetRefusedException;
import dev.latchkey.runtime.alert.Alerts;
import dev.latchkey.runtime.analysis.Forecaster;
import dev.latchkey.runtime.audit.AuditLog;
import dev.latchkey.runtime.audit.Event;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.bench.BenchProcesses;
import dev.latchkey.runtime.coherence.CoherenceFigures;
import dev.latchkey.runtime.coherence.CoherenceView;
import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.GuardConfig;
import dev.latchkey.runtime.config.LatchkeyConfig;
import dev.latchkey.runtime.config.PhasesConfig;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.config.TargetResult;
import dev.latchkey.runtime.discovery.Discovery;
import dev.latchkey.runtime.guard.Guard;
import dev.latchkey.runtime.history.ChangeWatch;
import dev.latchkey.runtime.history.History;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.PoolUse;
import dev.latchkey.runtime.metrics.TargetInfo;
import dev.latchkey.runtime.metrics.TargetMeter;
import dev.latchkey.runtime.metrics.WeavingStatus;
import dev.latchkey.runtime.metrics.WeavingStatus.State;
import dev.latchkey.runtime.metrics.WovenMethod;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.safety.SafetyBounds;
import dev.latchkey.runtime.shadow.ShadowChecks;
import dev.latchkey.runtime.store.CacheStats;
import dev.latchkey.runtime.store.EntrySelector;
import dev.latchkey.runtime.store.ManagedCache;
import dev.latchkey.runtime.token.ClaimIds;
import dev.latchkey.runtime.token.DenyList;
import dev.latchkey.runtime.token.Revocations;
import dev.latchkey.runtime.token.ValidationCache;
import dev.latchkey.runtime.token.ValidationSettings;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An application that authenticates in simulated time, with its agent: the phases do to its
 * latencies what they would do to a real one. Confined to the thread that runs it, but for the
 * services, which are thread-safe.
 */
public final class SimulatedApp {
  /** With a canary in every place for a secret. */
  private static final String YAML =
      """
      admin:
        tokens:
          - { name: alice, role: operator, file: /run/alice }
          - { name: probe, role: viewer, sha256: "%s" }
      phases:
        jwks: { enabled: false, ttl: 10m }
        session:
          store: redis
          redis: { uri: "redis://:canary-password@redis", key-file: /run/key }
      """
          .formatted("ca".repeat(32));

  private static final LatchkeyConfig CONFIG =
      ConfigReader.read(YAML, "/etc/latchkey.yaml", Map.of()).config().orElseThrow();

  private final ManualTicker ticker;
  private final Random random = new Random(42);
  private final EventLog events;
  private final PhaseSwitches phases;
  private final Map<Layer, String> limited = new EnumMap<>(Layer.class);
  private final CacheLimits limits;
  private final SimulatedFile file;
  private final Guard guard;
  private final AuditLog audit;
  private final History history;
  private final Alerts alerts;
  private final BenchProcesses benchmarks;
  private final ShadowChecks checks;
  private final Forecaster forecaster;
  private final Metrics metrics;
  private final OperationTracker tracker;
  private final Map<Layer, TargetMeter> meters = new EnumMap<>(Layer.class);
  private final List<FakeCache> caches =
      List.of(new FakeCache(Layer.JWKS, 200), new FakeCache(Layer.JWT, 50_000));
  private final AgentInfo info;
  private final ClaimIds claimIds = new ClaimIds();
  private final DenyList denied;
  private final ValidationCache validations;

  public SimulatedApp(Instant start) {
    ticker = new ManualTicker(start);
    events = new EventLog(1000, ticker);
    phases = new PhaseSwitches(Map.of(), Set.of(Phase.JWKS, Phase.JWT), ticker, events);
    limits =
        new CacheLimits(() -> CONFIG, (layer, ttl, most) -> limited.put(layer, ttl + " " + most));
    file = new SimulatedFile(YAML, phases, limits::changed);
    metrics = new Metrics(ticker, Metrics.SERIES_CAPACITY);
    guard =
        new Guard(
            phases,
            events,
            ticker,
            () -> GuardConfig.DEFAULT,
            phase -> Optional.empty(),
            new File("target/no-such-file"));
    audit = new AuditLog(new File("target/no-such-audit"), ticker, trouble -> {});
    history =
        new History(
            new File("pom.xml/in-memory"), () -> Duration.ofDays(30), ticker, trouble -> {});
    metrics.onSpan(history::add);
    LatchkeyConfig config =
        ConfigReader.read(
                "alerts: [ { name: slow-auth, when: auth.p95 > 1ms, severity: critical } ]",
                "f",
                Map.of())
            .config()
            .orElseThrow();
    alerts = new Alerts(config, history, events, "orders-api.jar", ticker);
    // It stands for a measurement that takes its time.
    benchmarks =
        new BenchProcesses(() -> List.of("/bin/sh", "-c", "exec sleep 60"), events, ticker);
    metrics.onSpan(alerts::second);
    checks = new ShadowChecks(0.01, ticker);
    forecaster = new Forecaster(phases, () -> PhasesConfig.DEFAULT, metrics::summary, ticker);
    tracker = new OperationTracker(metrics.and(guard.sink()), ticker);
    tracker.authTargetsConfigured(true);
    denied = new DenyList(ticker);
    validations =
        new ValidationCache(new ValidationSettings(100, 100_000), () -> 0, denied, ticker);
    info =
        new AgentInfo(
            "0.1.0-SNAPSHOT", 4121, "orders-api.jar", "Eclipse Adoptium 17.0.15", ticker.now());
    events.add("agent.started", Severity.INFO, "auto", "The agent started.");
    phases.onChange(
        state -> {
          if (!state.enabled()) {
            caches.forEach(cache -> cache.dropped(state.phase()));
          }
        });
  }

  /** Registers the targets of a small service; without them the dashboard is in its empty state. */
  public SimulatedApp withTargets() {
    metrics.connections().pools(this::poolUse);
    target(
        Layer.AUTH,
        "auth-filter",
        "com.acme.web.AuthFilter",
        "doFilter",
        "config",
        State.WOVEN,
        "");
    target(
        Layer.JWKS,
        "jwks-fetch",
        "com.nimbusds.jose.util.DefaultResourceRetriever",
        "retrieveResource(java.net.URL)",
        "preset:nimbus-jose-jwt",
        State.WOVEN,
        "");
    target(
        Layer.JWT,
        "verify-signature",
        "com.nimbusds.jose.crypto.RSASSAVerifier",
        "verify",
        "preset:nimbus-jose-jwt",
        State.WOVEN,
        "");
    target(
        Layer.SESSION,
        "load-user",
        "com.acme.users.UserRepository",
        "findBySubject(java.lang.String)",
        "config",
        State.WOVEN,
        "timed only: it writes, or runs what may");
    target(
        Layer.DB,
        "open-connection",
        "java.sql.DriverManager",
        "getConnection",
        "preset:jdbc",
        State.WOVEN,
        "");
    metrics.register(
        new TargetInfo(
            "auth0-verify",
            Layer.JWT,
            "com.auth0.jwt.JWTVerifier",
            "verify",
            "exact",
            "preset:auth0-java-jwt"));
    metrics.weaving(
        "auth0-verify",
        new WeavingStatus(State.WAITING, "no class of this name was loaded yet", List.of()));
    metrics.register(
        new TargetInfo(
            "legacy-login",
            Layer.CRYPTO,
            "com.acme.legacy.PasswordCheck",
            "check(java.lang.String)",
            "exact",
            "config"));
    metrics.weaving(
        "legacy-login",
        new WeavingStatus(
            State.UNMATCHED,
            "the class has check(char[]) only; change targets[1].method",
            List.of()));
    return this;
  }

  private PoolUse poolUse() {
    double wave = Math.sin(ticker.wallMillis() / 61_000.0);
    return new PoolUse(Math.round(6 + 3 * wave), Math.round(2 - wave), wave > 0.8 ? 2 : 0, 6);
  }

  private void target(
      Layer layer,
      String name,
      String type,
      String method,
      String source,
      State state,
      String reason) {
    meters.put(layer, metrics.register(new TargetInfo(name, layer, type, method, "exact", source)));
    metrics.weaving(
        name,
        new WeavingStatus(
            state, reason, List.of(new WovenMethod(type, method, "app", "app-1.0.jar", "1.0"))));
  }

  public BenchProcesses benchmarks() {
    return benchmarks;
  }

  public AdminServices services() {
    return new AdminServices(
        metrics,
        phases,
        guard,
        () -> GuardConfig.DEFAULT,
        events,
        audit,
        history,
        alerts,
        benchmarks,
        new ChangeWatch(history, events),
        checks,
        forecaster,
        new ArrayList<ManagedCache>(caches),
        limits,
        new Control(),
        new Discovery(new SimulatedChokePoints(), events, metrics.errors(), ticker),
        new Revocations(validations, claimIds, denied),
        new SimulatedDatabase(ticker.now(), !meters.isEmpty()),
        () -> Optional.of(SimulatedFleet.VIEW),
        () ->
            new CoherenceView(
                true,
                new CoherenceFigures(1, 2, 3, 4, 5, 6),
                List.of(new CoherenceView.Life("load-user", 60, 24.5))),
        () ->
            new SafetyBounds(CONFIG.phases(), phases::isEnabled, CONFIG.targets(), Map.of())
                .report(),
        file.effective(),
        file,
        info,
        () -> true,
        ticker);
  }

  /** Registers what is added, and refuses as the agent does. */
  private final class Control implements TargetControl {
    @Override
    public String add(String item, String actor) throws TargetRefusedException {
      TargetResult result = ConfigReader.readTarget(item, false);
      TargetConfig target =
          result.target().orElseThrow(() -> TargetRefusedException.invalid(result.problems()));
      if (isThere(target.name())) {
        throw TargetRefusedException.nameTaken(target.name());
      }
      if (target.className().equals("com.acme.Broken")) {
        throw TargetRefusedException.notWoven("class com.acme.Broken declares no such method");
      }
      target(
          target.layer(),
          target.name(),
          target.className(),
          target.method().toString(),
          "api",
          State.WOVEN,
          "");
      events.add("target.added", Event.Severity.INFO, actor, target.name());
      return target.name();
    }

    @Override
    public Preview validate(String item) throws TargetRefusedException {
      TargetResult result = ConfigReader.readTarget(item, false);
      TargetConfig target =
          result.target().orElseThrow(() -> TargetRefusedException.invalid(result.problems()));
      if (isThere(target.name())) {
        throw TargetRefusedException.nameTaken(target.name());
      }
      boolean broken = target.className().equals("com.acme.Broken");
      return new Preview(
          target.name(),
          broken
              ? new WeavingStatus(State.UNMATCHED, "it declares no such method", List.of())
              : new WeavingStatus(
                  State.WOVEN,
                  "",
                  List.of(
                      new WovenMethod(target.className(), "c()", "app", "app-1.0.jar", "1.0"))));
    }

    @Override
    public boolean remove(String name, String actor) {
      if (!isThere(name)) {
        return false;
      }
      metrics.retain(meters.values().stream().filter(m -> !m.info().name().equals(name)).toList());
      return true;
    }

    private boolean isThere(String name) {
      return metrics.targets().stream().anyMatch(target -> target.info().name().equals(name));
    }
  }

  /** What the caches were told last: how long answers may live, and how many there may be. */
  public Map<Layer, String> limited() {
    return limited;
  }

  public SimulatedFile file() {
    return file;
  }

  public ValidationCache validations() {
    return validations;
  }

  public ClaimIds claimIds() {
    return claimIds;
  }

  public ManualTicker ticker() {
    return ticker;
  }

  public Metrics metrics() {
    return metrics;
  }

  public PhaseSwitches phases() {
    return phases;
  }

  public Guard guard() {
    return guard;
  }

  public History history() {
    return history;
  }

  public EventLog events() {
    return events;
  }

  /** Runs one second with this many authentications and closes it. */
  public void second(int operations) {
    var end = ticker.now().plusSeconds(1);
    for (int i = 0; i < operations; i++) {
      operation();
    }
    // What ran took simulated time, as if on one thread; the second is as long as they took.
    ticker.advanceTo(end);
    guard.tick();
    metrics.tick();
  }

  /** Lets a second pass in which the agent was stopped: it is missing from the series. */
  public void pause(Duration by) {
    ticker.advance(by);
  }

  private void operation() {
    long subject = random.nextLong();
    boolean failed = random.nextInt(2500) == 0;
    var operation = tracker.enter(Layer.AUTH, 1);
    long started = ticker.nanos();
    spend(0.02);
    boolean freshKeys = random.nextInt(100) < 14;
    if (freshKeys) {
      cached(Layer.JWKS, Phase.JWKS, 2, subject, 38, 0.997, caches.get(0));
    }
    cached(Layer.JWT, Phase.JWT, 3, subject, 1.8, 0.91, caches.get(1));
    var session = tracker.enter(Layer.SESSION, 4);
    spend(0.6);
    var db = tracker.enter(Layer.DB, 5);
    spend(2.6);
    call(Layer.DB, tracker.exit(db, 5, false), false);
    call(Layer.SESSION, tracker.exit(session, 4, false), false);
    tracker.exit(operation, 1, failed);
    call(Layer.AUTH, ticker.nanos() - started, failed);
  }

  private void cached(
      Layer layer,
      Phase phase,
      int group,
      long subject,
      double millis,
      double hits,
      FakeCache cache) {
    var operation = tracker.enter(layer, group);
    CacheOutcome outcome = CacheOutcome.DISABLED;
    if (phases.isEnabled(phase)) {
      mark(operation, phase, subject);
    }
    forecaster.saw(phase, subject);
    if (phases.treats(phase, subject)) {
      outcome = random.nextDouble() < hits ? CacheOutcome.HIT : CacheOutcome.MISS;
    }
    spend(outcome == CacheOutcome.HIT ? 0.003 : millis);
    if (outcome == CacheOutcome.MISS) {
      cache.store();
    }
    var meter = meters.get(layer);
    meter.outcome(outcome);
    long elapsed = tracker.exit(operation, group, false);
    if (outcome == CacheOutcome.MISS) {
      meter.loadedCall(elapsed, false);
    } else {
      meter.call(elapsed, false);
    }
  }

  private void mark(Operation operation, Phase phase, long subject) {
    operation.subject(subject);
    if (phases.treats(phase, subject)) {
      operation.markTreated(1 << phase.ordinal());
    } else {
      operation.markControl(1 << phase.ordinal());
    }
  }

  private void call(Layer layer, long elapsedNanos, boolean failed) {
    meters.get(layer).call(elapsedNanos, failed);
    if (layer == Layer.DB) {
      metrics.connections().opened(elapsedNanos);
    }
  }

  /** Takes a log-normal time with this median; the tail is what latencies look like. */
  private void spend(double millis) {
    double factor = Math.exp(random.nextGaussian() * 0.55);
    ticker.advance(Duration.ofNanos((long) (millis * factor * 1_000_000)));
  }

  private final class FakeCache implements ManagedCache {
    private final Layer layer;
    private final long max;
    private final AtomicLong entries = new AtomicLong();
    private final AtomicLong stored = new AtomicLong();
    private final AtomicLong invalidated = new AtomicLong();

    FakeCache(Layer layer, long max) {
      this.layer = layer;
      this.max = max;
    }

    void store() {
      stored.incrementAndGet();
      entries.updateAndGet(now -> Math.min(layer == Layer.JWKS ? 3 : max, now + 1));
    }

    void dropped(Phase phase) {
      if (phase.id().equals(layer.id())) {
        invalidateAll();
      }
    }

    @Override
    public Duration maxStaleness() {
      return Duration.ofSeconds(90);
    }

    @Override
    public Layer layer() {
      return layer;
    }

    @Override
    public CacheStats stats() {
      return new CacheStats(
          entries.get(),
          max,
          entries.get() * (layer == Layer.JWKS ? 2900 : 180),
          max * (layer == Layer.JWKS ? 2900 : 180),
          stored.get(),
          0,
          0,
          stored.get() / 9,
          invalidated.get());
    }

    @Override
    public OptionalLong count(EntrySelector selector) {
      return layer == Layer.JWT
          ? OptionalLong.of(new Revocations(validations, claimIds, denied).count(selector))
          : OptionalLong.empty();
    }

    @Override
    public long invalidateAll() {
      long dropped = entries.getAndSet(0);
      invalidated.addAndGet(dropped);
      return dropped;
    }
  }
}
