package dev.latchkey.dashboard.server;

import dev.latchkey.dashboard.endpoint.CacheEndpoint;
import dev.latchkey.dashboard.endpoint.CachesEndpoint;
import dev.latchkey.dashboard.endpoint.EventsEndpoint;
import dev.latchkey.dashboard.endpoint.HealthEndpoint;
import dev.latchkey.dashboard.endpoint.OffEndpoint;
import dev.latchkey.dashboard.endpoint.OpenApiEndpoint;
import dev.latchkey.dashboard.endpoint.PhaseEndpoint;
import dev.latchkey.dashboard.endpoint.PhasesEndpoint;
import dev.latchkey.dashboard.endpoint.PrometheusEndpoint;
import dev.latchkey.dashboard.endpoint.ReadyEndpoint;
import dev.latchkey.dashboard.endpoint.StatusEndpoint;
import dev.latchkey.dashboard.endpoint.SummaryEndpoint;
import dev.latchkey.dashboard.endpoint.TargetsEndpoint;
import dev.latchkey.dashboard.endpoint.TimeseriesEndpoint;
import dev.latchkey.dashboard.http.Endpoint;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.live.LiveFeed;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.config.AdminConfig;
import dev.latchkey.runtime.time.Ticker;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Receives every request: checks where it comes from and what it may do, then hands it to the live
 * feed, the session, an endpoint or the pages.
 *
 * <p>Thread-safe: {@code guard} is set once, before the address of the server is told to anybody.
 */
final class AdminHandler implements HttpHandler {
  /** Bound on a request's body. */
  static final long MOST_BYTES = 64 * 1024;

  private static final String LIVE = "/api/v1/live";
  private static final Map<HttpString, String> EVERY_REPLY =
      Map.of(
          new HttpString("X-Content-Type-Options"), "nosniff",
          new HttpString("Referrer-Policy"), "no-referrer",
          new HttpString("Cross-Origin-Opener-Policy"), "same-origin",
          new HttpString("Cross-Origin-Resource-Policy"), "same-origin",
          new HttpString("Cache-Control"), "no-store",
          new HttpString("Content-Security-Policy"),
              "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
                  + " font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                  + " require-trusted-types-for 'script'; trusted-types lit-html");

  private final AdminServices services;
  private final AdminConfig config;
  private final LiveFeed feed;
  private final Sessions sessions;
  private final Routes routes;
  private final Pages pages = new Pages();
  private volatile @Nullable AccessGuard guard;

  AdminHandler(AdminServices services, AdminConfig config, LiveFeed feed, Ticker ticker) {
    this.services = services;
    this.config = config;
    this.feed = feed;
    sessions = new Sessions(services.token(), ticker);
    routes = new Routes(endpoints(services));
  }

  /** Begins to answer for this port. */
  void listenOn(int port) {
    guard = new AccessGuard(services.token(), sessions, config.host(), config.loopback(), port);
  }

  static List<Endpoint> endpoints(AdminServices services) {
    LatchkeyRuntime runtime = services.runtime();
    return List.of(
        new HealthEndpoint(),
        new ReadyEndpoint(runtime.metrics()),
        new PrometheusEndpoint(services.info(), runtime),
        new StatusEndpoint(services.info(), runtime.metrics(), runtime.phases()),
        new SummaryEndpoint(runtime.metrics()),
        new PhasesEndpoint(runtime.phases()),
        new PhaseEndpoint(runtime.phases()),
        new OffEndpoint(runtime.phases()),
        new TargetsEndpoint(runtime.metrics()),
        new CachesEndpoint(runtime.caches()),
        new CacheEndpoint(runtime.caches(), runtime.events()),
        new TimeseriesEndpoint(runtime.metrics().series()),
        new EventsEndpoint(runtime.events()),
        new OpenApiEndpoint());
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    EVERY_REPLY.forEach((name, value) -> exchange.getResponseHeaders().put(name, value));
    AccessGuard ready = guard;
    if (ready == null) {
      Replies.send(exchange, Reply.problem(Problem.busy("The server is starting.")));
      return;
    }
    try {
      ready.checkOrigin(exchange);
      if (exchange.getRequestPath().equals(LIVE)) {
        ready.checkRight(exchange);
        feed.handleRequest(exchange);
      } else if (exchange.isInIoThread()) {
        exchange.dispatch(later -> answerSafely(later, ready));
      } else {
        answerSafely(exchange, ready);
      }
    } catch (Problem problem) {
      Replies.send(exchange, Reply.problem(problem));
    }
  }

  private void answerSafely(HttpServerExchange exchange, AccessGuard ready) {
    try {
      exchange.startBlocking();
      Replies.send(exchange, answer(exchange, ready));
    } catch (Problem problem) {
      Replies.send(exchange, Reply.problem(problem));
    } catch (Throwable failure) {
      services
          .runtime()
          .metrics()
          .errors()
          .count(dev.latchkey.runtime.metrics.AgentErrors.Border.BACKGROUND, "admin", failure);
      Replies.send(exchange, Reply.problem(Problem.internal(failure)));
    }
  }

  private Reply answer(HttpServerExchange exchange, AccessGuard ready) {
    String path = exchange.getRequestPath();
    if (path.equals(SessionReplies.PATH)) {
      return new SessionReplies(sessions, ready).answer(exchange);
    }
    if (path.startsWith("/api/v1/")
        || path.equals("/metrics")
        || path.equals("/healthz")
        || path.equals("/readyz")) {
      if (!path.endsWith("z")) {
        ready.checkRight(exchange);
      }
      return routes.answer(exchange);
    }
    return pages.answer(exchange);
  }
}
