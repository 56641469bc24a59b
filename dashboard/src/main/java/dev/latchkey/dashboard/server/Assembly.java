package dev.latchkey.dashboard.server;

import dev.latchkey.dashboard.access.AccessGuard;
import dev.latchkey.dashboard.access.Authenticator;
import dev.latchkey.dashboard.access.CallLimits;
import dev.latchkey.dashboard.access.DeniedChanges;
import dev.latchkey.dashboard.access.LoginCodes;
import dev.latchkey.dashboard.access.LoginThrottle;
import dev.latchkey.dashboard.access.Sessions;
import dev.latchkey.dashboard.access.Tokens;
import dev.latchkey.dashboard.endpoint.AlertsEndpoint;
import dev.latchkey.dashboard.endpoint.AuditEndpoint;
import dev.latchkey.dashboard.endpoint.BaselinesEndpoint;
import dev.latchkey.dashboard.endpoint.BenchmarksEndpoint;
import dev.latchkey.dashboard.endpoint.BundleEndpoint;
import dev.latchkey.dashboard.endpoint.CachesEndpoint;
import dev.latchkey.dashboard.endpoint.CoherenceEndpoint;
import dev.latchkey.dashboard.endpoint.ConfigEndpoint;
import dev.latchkey.dashboard.endpoint.ConfigFileEndpoint;
import dev.latchkey.dashboard.endpoint.DatabaseEndpoint;
import dev.latchkey.dashboard.endpoint.DiscoveryEndpoint;
import dev.latchkey.dashboard.endpoint.EventsEndpoint;
import dev.latchkey.dashboard.endpoint.FleetEndpoint;
import dev.latchkey.dashboard.endpoint.GatesEndpoint;
import dev.latchkey.dashboard.endpoint.HealthEndpoint;
import dev.latchkey.dashboard.endpoint.HistogramsEndpoint;
import dev.latchkey.dashboard.endpoint.HistoryEndpoint;
import dev.latchkey.dashboard.endpoint.MetricsEndpoint;
import dev.latchkey.dashboard.endpoint.OpenApiEndpoint;
import dev.latchkey.dashboard.endpoint.PhaseEvidence;
import dev.latchkey.dashboard.endpoint.PhasesEndpoint;
import dev.latchkey.dashboard.endpoint.ReportEndpoint;
import dev.latchkey.dashboard.endpoint.RevocationsEndpoint;
import dev.latchkey.dashboard.endpoint.RolloutsEndpoint;
import dev.latchkey.dashboard.endpoint.SafetyEndpoint;
import dev.latchkey.dashboard.endpoint.SessionEndpoint;
import dev.latchkey.dashboard.endpoint.SlowestEndpoint;
import dev.latchkey.dashboard.endpoint.StatusEndpoint;
import dev.latchkey.dashboard.endpoint.SummaryEndpoint;
import dev.latchkey.dashboard.endpoint.TargetsEndpoint;
import dev.latchkey.dashboard.endpoint.TimeseriesEndpoint;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.dashboard.http.Router;
import dev.latchkey.dashboard.live.LiveFeed;
import dev.latchkey.dashboard.live.LiveResource;
import dev.latchkey.dashboard.live.LiveSource;
import dev.latchkey.runtime.gate.Gates;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Puts the resources, the guard and the feed of one start together. Immutable. */
final class Assembly {
  private static final int EVERY_SECOND = 1;
  private static final int CACHES_EVERY_TICKS = 2;
  private static final int TARGETS_EVERY_TICKS = 5;
  private static final int PHASES_EVERY_TICKS = 2;

  private final LiveFeed live;
  private final Router router;
  private final AdminHandler handler;

  Assembly(
      AdminSettings settings,
      AdminServices services,
      int port,
      Tokens tokens,
      SecureRandom random) {
    var connected = new AtomicInteger();
    var metrics = services.metrics();
    var phases =
        new PhasesEndpoint(
            services.phases(),
            services.guard(),
            new PhaseEvidence(services.checks(), services.forecaster(), metrics::summary));
    var gates =
        new GatesEndpoint(
            new Gates(services.phases(), metrics::summary, services.database()::pools));
    var status =
        new StatusEndpoint(
            services.info(),
            metrics,
            services.phases(),
            services.ticker(),
            connected::get,
            services.alerts()::alerts);
    var summary = new SummaryEndpoint(metrics);
    var caches =
        new CachesEndpoint(
            services.caches(), services.limits(), services.events(), services.ticker());
    var targets = new TargetsEndpoint(metrics, services.targets(), services.ticker());
    var discovery = new DiscoveryEndpoint(services.discovery());
    var database = new DatabaseEndpoint(services.database(), services.events(), services.ticker());
    var fleet = new FleetEndpoint(services.fleet());
    var alerts = new AlertsEndpoint(services.alerts());
    var benchmarks =
        new BenchmarksEndpoint(services.benchmarks(), services.alerts(), itself(settings, port));
    var coherence = new CoherenceEndpoint(services.coherence());
    var sessions = new Sessions(tokens, services.ticker(), random);
    var throttle = new LoginThrottle(services.ticker());
    var rules =
        new Authenticator.Rules(
            settings.readsAreFree(), settings.readOnly(), settings.tls().isPresent());
    var authenticator = new Authenticator(tokens, sessions, throttle, port, rules);
    var resources =
        List.of(
            new LiveResource("/api/v1/phases", PHASES_EVERY_TICKS, true, phases::list),
            new LiveResource("/api/v1/gates", TARGETS_EVERY_TICKS, gates::list),
            new LiveResource("/api/v1/status", EVERY_SECOND, status::view),
            new LiveResource("/api/v1/summary", EVERY_SECOND, summary::view),
            new LiveResource("/api/v1/caches", CACHES_EVERY_TICKS, caches::view),
            new LiveResource("/api/v1/targets", TARGETS_EVERY_TICKS, targets::view),
            new LiveResource("/api/v1/discovery", CACHES_EVERY_TICKS, discovery::view),
            new LiveResource("/api/v1/database/pools", CACHES_EVERY_TICKS, database::pools),
            new LiveResource(
                "/api/v1/database/statements", TARGETS_EVERY_TICKS, database::statements),
            new LiveResource("/api/v1/database/advice", TARGETS_EVERY_TICKS, database::advice),
            new LiveResource("/api/v1/benchmarks", CACHES_EVERY_TICKS, benchmarks::view),
            new LiveResource("/api/v1/alerts", CACHES_EVERY_TICKS, alerts::view),
            new LiveResource("/api/v1/fleet", PHASES_EVERY_TICKS, fleet::view),
            new LiveResource("/api/v1/coherence", TARGETS_EVERY_TICKS, coherence::view));
    var source =
        new LiveSource(
            services.info(), metrics.series(), services.events(), resources, services.ticker());
    live = new LiveFeed(source, services.phases(), metrics.errors(), connected);
    var codes = new LoginCodes(tokens, services.ticker(), random);
    var session = new SessionEndpoint(tokens, sessions, codes, authenticator, throttle);
    var exported = new MetricsEndpoint(services.snapshots(), connected::get);
    var all =
        Stream.of(
                new HealthEndpoint(services.ready()).routes(),
                exported.routes(),
                status.routes(),
                summary.routes(),
                new SlowestEndpoint(metrics.slow()).routes(),
                phases.routes(),
                gates.routes(),
                new RolloutsEndpoint(services.guard(), phases, services.guarding()).routes(),
                targets.routes(),
                discovery.routes(),
                new ReportEndpoint(
                        metrics,
                        services.forecaster(),
                        services.discovery(),
                        services.info(),
                        services.history(),
                        services.ticker())
                    .routes(),
                caches.routes(),
                database.routes(),
                fleet.routes(),
                coherence.routes(),
                new SafetyEndpoint(services.safety()).routes(),
                new RevocationsEndpoint(
                        services.revocations(), services.events(), services.ticker())
                    .routes(),
                new TimeseriesEndpoint(metrics.series(), services.ticker()).routes(),
                new HistoryEndpoint(services.history(), services.changes(), services.ticker())
                    .routes(),
                new HistogramsEndpoint(services.history(), metrics, services.ticker()).routes(),
                new BaselinesEndpoint(
                        services.history(),
                        metrics,
                        services.phases(),
                        services.info(),
                        services.ticker())
                    .routes(),
                alerts.routes(),
                benchmarks.routes(),
                new EventsEndpoint(services.events()).routes(),
                new AuditEndpoint(services.audit()).routes(),
                new ConfigEndpoint(services.config(), services.file(), metrics).routes(),
                new ConfigFileEndpoint(services.file()).routes(),
                session.routes(),
                new OpenApiEndpoint().routes(),
                List.of(AdminHandler.liveRoute()))
            .<Route>flatMap(List::stream)
            .toList();
    var bundle = new BundleEndpoint(all, services.info().version(), services.ticker()).routes();
    router = new Router(Stream.concat(all.stream(), bundle.stream()).toList());
    handler =
        new AdminHandler(
            AccessGuard.of(settings.host(), port, settings.tls().isPresent()),
            new CallLimits(services.ticker()),
            authenticator,
            new DeniedChanges(services.events(), services.ticker()),
            new AuditedChanges(services.audit(), services.phases(), services.config()),
            router,
            live,
            new FirstFrame(path -> body(resources, path)),
            metrics.errors());
  }

  /** The measuring process has no token, and trusts no certificate of ours. */
  private static Optional<URI> itself(AdminSettings settings, int port) {
    boolean free = settings.readsAreFree() && settings.tls().isEmpty();
    return free ? Optional.of(URI.create("http://127.0.0.1:" + port + "/")) : Optional.empty();
  }

  private static Optional<byte[]> body(List<LiveResource> resources, String path) {
    return resources.stream()
        .filter(resource -> resource.path().equals(path))
        .findFirst()
        .map(resource -> Json.bytes(resource.body().get()));
  }

  LiveFeed live() {
    return live;
  }

  Router router() {
    return router;
  }

  AdminHandler handler() {
    return handler;
  }
}
