package dev.latchkey.dashboard.server;

import dev.latchkey.dashboard.http.Authority;
import dev.latchkey.dashboard.http.Problem;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.Cookie;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says who may ask for what. Every request must name this server as its host (DNS rebinding) and
 * come from no other site (cross-site requests); a change needs the token, or a session with proof
 * that a page of ours made the request.
 *
 * <p>Thread-safe.
 */
final class AccessGuard {
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
  private static final HttpString SEC_FETCH_SITE = new HttpString("Sec-Fetch-Site");
  private static final HttpString SEC_FETCH_MODE = new HttpString("Sec-Fetch-Mode");
  private static final HttpString CSRF = new HttpString("X-Latchkey-CSRF");
  private static final String BEARER = "Bearer ";

  private final Authority authority;
  private final Sessions sessions;
  private final String configuredHost;
  private final boolean openReads;
  private final int port;

  AccessGuard(
      Authority authority, Sessions sessions, String configuredHost, boolean openReads, int port) {
    this.authority = authority;
    this.sessions = sessions;
    this.configuredHost = configuredHost.toLowerCase(Locale.ROOT);
    this.openReads = openReads;
    this.port = port;
  }

  /**
   * Returns the cookie's name. It names the port because a browser sends cookies to every port of a
   * host.
   */
  String cookieName() {
    return "latchkey-" + port;
  }

  /** Checks where the request comes from. */
  void checkOrigin(HttpServerExchange exchange) {
    String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
    if (host == null || !isOurs(host)) {
      throw Problem.badHost();
    }
    String origin = exchange.getRequestHeaders().getFirst(Headers.ORIGIN);
    if (origin != null
        && !(origin.startsWith("http://") && isOurs(origin.substring("http://".length())))) {
      throw Problem.forbiddenOrigin();
    }
    String site = exchange.getRequestHeaders().getFirst(SEC_FETCH_SITE);
    if (("cross-site".equals(site) || "same-site".equals(site)) && !isNavigation(exchange)) {
      throw Problem.forbiddenOrigin();
    }
  }

  /** Checks that the request may do what it asks for. */
  void checkRight(HttpServerExchange exchange) {
    boolean reads = READS.contains(exchange.getRequestMethod().toString());
    if (reads && openReads) {
      return;
    }
    if (!hasToken(exchange) && !hasSession(exchange, reads)) {
      throw Problem.unauthenticated();
    }
  }

  /** A link on another page may lead to the dashboard, and to nothing else. */
  private static boolean isNavigation(HttpServerExchange exchange) {
    return exchange.getRequestMethod().toString().equals("GET")
        && "navigate".equals(exchange.getRequestHeaders().getFirst(SEC_FETCH_MODE))
        && exchange.getRequestPath().equals("/");
  }

  private boolean isOurs(String hostAndPort) {
    String lower = hostAndPort.toLowerCase(Locale.ROOT);
    return lower.equals("127.0.0.1:" + port)
        || lower.equals("localhost:" + port)
        || lower.equals("[::1]:" + port)
        || lower.equals(configuredHost + ":" + port);
  }

  private boolean hasToken(HttpServerExchange exchange) {
    String header = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
    return header != null
        && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && authority.accepts(header.substring(BEARER.length()).strip());
  }

  private boolean hasSession(HttpServerExchange exchange, boolean reads) {
    String session = session(exchange);
    return session != null
        && sessions.isOpen(session)
        && (reads || "1".equals(exchange.getRequestHeaders().getFirst(CSRF)));
  }

  /** Returns the session that the request names, whether it is open or not. */
  @Nullable String session(HttpServerExchange exchange) {
    Cookie cookie = exchange.getRequestCookie(cookieName());
    return cookie == null ? null : cookie.getValue();
  }
}
