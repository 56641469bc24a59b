package dev.latchkey.dashboard.server;

import dev.latchkey.dashboard.access.AccessGuard;
import dev.latchkey.dashboard.access.Authenticator;
import dev.latchkey.dashboard.access.CallLimits;
import dev.latchkey.dashboard.access.DeniedChanges;
import dev.latchkey.dashboard.access.Place;
import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.Caller;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.dashboard.http.Router;
import dev.latchkey.dashboard.http.Router.Match;
import dev.latchkey.dashboard.live.LiveFeed;
import dev.latchkey.dashboard.live.Position;
import dev.latchkey.runtime.metrics.AgentErrors;
import io.undertow.io.Receiver;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Leads each request through the guard to its resource. Thread-safe. Requests are read and answered
 * on the I/O thread without blocking; resources run on the two workers.
 */
final class AdminHandler implements HttpHandler {
  static final String LIVE = "/api/v1/live";

  private static final String SITE = "admin-http";
  private static final Set<String> BODY_TYPES =
      Set.of("application/json", "application/merge-patch+json");
  private static final List<String> HEADERS = List.of("if-match", "content-type", "accept");

  private final AccessGuard guard;
  private final CallLimits limits;
  private final Authenticator authenticator;
  private final DeniedChanges denied;
  private final AuditedChanges changes;
  private final Router router;
  private final LiveFeed live;
  private final FirstFrame first;
  private final Assets assets;
  private final AgentErrors errors;

  AdminHandler(
      AccessGuard guard,
      CallLimits limits,
      Authenticator authenticator,
      DeniedChanges denied,
      AuditedChanges changes,
      Router router,
      LiveFeed live,
      FirstFrame first,
      AgentErrors errors) {
    this.guard = guard;
    this.limits = limits;
    this.authenticator = authenticator;
    this.denied = denied;
    this.changes = changes;
    this.router = router;
    this.live = live;
    this.first = first;
    this.assets = new Assets();
    this.errors = errors;
  }

  /** Tells callers that come without a handshake what is there. */
  static Route liveRoute() {
    return Route.read(
        LIVE,
        Set.of("epoch", "after", "event"),
        call -> {
          throw new ProblemException(
              Problem.upgradeRequired("connect with a WebSocket, sub-protocol latchkey.v1"),
              Map.of("Upgrade", "websocket"));
        });
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    SecurityHeaders.add(exchange);
    guarded(
        exchange,
        () -> {
          var problem = guard.check(exchange);
          if (problem.isPresent()) {
            throw new ProblemException(problem.get());
          }
          lead(exchange);
        });
  }

  private void guarded(HttpServerExchange exchange, Step step) {
    try {
      step.run();
    } catch (ProblemException e) {
      Responder.send(exchange, e.reply());
    } catch (Throwable failure) {
      errors.count(AgentErrors.Border.BACKGROUND, SITE, failure);
      if (exchange.isResponseStarted()) {
        exchange.endExchange();
      } else {
        Responder.send(exchange, Reply.problem(Problem.internal()));
      }
    }
  }

  @FunctionalInterface
  private interface Step {
    void run() throws Exception;
  }

  private void lead(HttpServerExchange exchange) throws Exception {
    var path = exchange.getRequestPath();
    var method = exchange.getRequestMethod().toString();
    var match = router.find(method.equals("HEAD") ? "GET" : method, path);
    if (match.isPresent()) {
      lead(exchange, match.get());
    } else {
      page(exchange, path, method);
    }
  }

  private void lead(HttpServerExchange exchange, Match match) throws Exception {
    var route = match.route();
    limits.check(Place.of(exchange), route.path(), route.access().changes());
    var caller = authenticated(exchange, route);
    Router.checkParameters(route, exchange.getQueryParameters().keySet());
    var method = route.method();
    if (route.path().equals(LIVE) && exchange.getRequestHeaders().contains("Upgrade")) {
      connect(exchange, match, caller);
    } else if (method.equals("GET")) {
      exchange.dispatch((HttpHandler) on -> answer(on, match, caller, new byte[0]));
    } else {
      receive(exchange, match, caller);
    }
  }

  private Caller authenticated(HttpServerExchange exchange, Route route) {
    try {
      var caller = authenticator.identify(exchange);
      authenticator.check(exchange, route.access(), caller);
      return caller;
    } catch (ProblemException e) {
      if (route.access().changes()) {
        denied.note(route.method() + " " + route.path(), e.reply().status());
      }
      throw e;
    }
  }

  private void page(HttpServerExchange exchange, String path, String method) {
    boolean isPage = Assets.isPage(path);
    var methods = isPage ? List.of("GET") : router.methods(path);
    if (methods.isEmpty()) {
      throw new ProblemException(
          Problem.notFound("nothing is at this path; /api/v1/openapi.json lists what there is"));
    }
    if (!isPage || !(method.equals("GET") || method.equals("HEAD"))) {
      throw notAllowed(methods);
    }
    if (Assets.isFile(path)) {
      var asset = assets.file(path);
      if (asset.isEmpty()) {
        throw new ProblemException(Problem.notFound("there is no such file"));
      }
      Responder.send(exchange, asset.get());
    } else {
      exchange.dispatch(
          (HttpHandler) on -> guarded(on, () -> Responder.send(on, assets.page(path, first(on)))));
    }
  }

  /** One who may not read gets the page alone, and can log in there. */
  private FirstFrame first(HttpServerExchange exchange) {
    try {
      authenticator.check(exchange, Route.Access.READ, authenticator.identify(exchange));
      return first;
    } catch (ProblemException mayNot) {
      return FirstFrame.EMPTY;
    }
  }

  private static ProblemException notAllowed(List<String> methods) {
    var allowed =
        Stream.concat(methods.stream(), methods.contains("GET") ? Stream.of("HEAD") : Stream.of())
            .sorted()
            .collect(Collectors.joining(", "));
    return new ProblemException(
        Problem.methodNotAllowed("this resource supports " + allowed), Map.of("Allow", allowed));
  }

  private void connect(HttpServerExchange exchange, Match match, Caller caller) throws Exception {
    if (!live.hasRoom()) {
      throw new ProblemException(Problem.busy("16 dashboards are connected; close one"));
    }
    var call = call(exchange, match, caller, new byte[0]);
    long event = call.parameter("event", 0, Long.MAX_VALUE, -1);
    var position =
        new Position(
            call.parameter("epoch").orElse(""),
            call.parameter("after", 0, Long.MAX_VALUE, 0),
            event < 0 ? OptionalLong.empty() : OptionalLong.of(event));
    live.handshake(position, authenticator.lasting(exchange)).handleRequest(exchange);
  }

  private void receive(HttpServerExchange exchange, Match match, Caller caller) {
    long length = exchange.getRequestContentLength();
    int most = match.route().mostBytes();
    exchange.setMaxEntitySize(most);
    if (length > most) {
      exchange.setPersistent(false);
      throw tooLarge(most);
    }
    checkType(exchange, length, match.route());
    var receiver = exchange.getRequestReceiver();
    receiver.setMaxBufferSize(most);
    receiver.receiveFullBytes(
        (on, body) -> on.dispatch((HttpHandler) worker -> answer(worker, match, caller, body)),
        (on, failure) -> {
          on.setPersistent(false);
          if (failure instanceof Receiver.RequestToLargeException) {
            Responder.send(on, tooLarge(most).reply());
          } else {
            on.endExchange();
          }
        });
  }

  private static void checkType(HttpServerExchange exchange, long length, Route route) {
    if (length == 0
        || (length < 0 && !exchange.getRequestHeaders().contains("Transfer-Encoding"))) {
      return;
    }
    var header = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
    var type = header == null ? "" : header.toLowerCase(Locale.ROOT).split(";", 2)[0].strip();
    if (!BODY_TYPES.contains(type) && !route.bodyTypes().contains(type)) {
      var others = route.bodyTypes().stream().map(" or "::concat).collect(Collectors.joining());
      throw new ProblemException(
          Problem.unsupportedMediaType("send the body as application/json" + others));
    }
  }

  private static ProblemException tooLarge(int most) {
    return new ProblemException(Problem.tooLarge("the body is longer than " + most + " bytes"));
  }

  private void answer(HttpServerExchange exchange, Match match, Caller caller, byte[] body) {
    guarded(
        exchange,
        () ->
            Responder.send(exchange, answer(exchange, match, call(exchange, match, caller, body))));
  }

  private Reply answer(HttpServerExchange exchange, Match match, Call call) {
    return match.route().access().changes() && !call.isDryRun()
        ? changes.run(match, call, exchange.getSourceAddress().getAddress().getHostAddress())
        : match.route().endpoint().handle(call);
  }

  private Call call(HttpServerExchange exchange, Match match, Caller caller, byte[] body) {
    var query = new HashMap<String, String>();
    exchange.getQueryParameters().forEach((name, values) -> query.put(name, values.getFirst()));
    var headers = new HashMap<String, String>();
    for (var name : HEADERS) {
      var value = exchange.getRequestHeaders().getFirst(name);
      if (value != null) {
        headers.put(name, value);
      }
    }
    headers.put(Authenticator.PLACE_HEADER, Place.of(exchange));
    var session = exchange.getRequestCookie(authenticator.cookieName());
    if (session != null) {
      headers.put(Authenticator.SESSION_HEADER, session.getValue());
    }
    return new Call(match.variables(), query, headers, body, caller);
  }
}
