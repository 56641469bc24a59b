package dev.latchkey.dashboard.access;

import dev.latchkey.dashboard.http.Caller;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Route.Access;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Tells who calls and whether they may. Thread-safe. */
public final class Authenticator {
  /** The name under which a call's headers carry the session's secret. */
  public static final String SESSION_HEADER = "latchkey-session";

  private static final String SCHEME = "Bearer ";
  private static final HttpString CSRF = new HttpString("X-Latchkey-CSRF");
  private static final Map<String, String> CHALLENGE =
      Map.of("WWW-Authenticate", "Bearer realm=\"latchkey\"");

  private final AdminToken token;
  private final Sessions sessions;
  private final String cookieName;
  private final boolean readsAreFree;

  /**
   * Knows the token and the sessions.
   *
   * @param port cookies do not tell ports apart, so the cookie's name does
   * @param readsAreFree whether only this machine can reach the server
   */
  public Authenticator(AdminToken token, Sessions sessions, int port, boolean readsAreFree) {
    this.token = token;
    this.sessions = sessions;
    this.cookieName = "latchkey-session-" + port;
    this.readsAreFree = readsAreFree;
  }

  /** Returns the name of the session cookie. */
  public String cookieName() {
    return cookieName;
  }

  /** Returns whether reading needs no credentials. */
  public boolean readsAreFree() {
    return readsAreFree;
  }

  /**
   * Returns who calls.
   *
   * @throws ProblemException when credentials came and are wrong
   */
  public Caller identify(HttpServerExchange exchange) {
    var authorization = exchange.getRequestHeaders().get(Headers.AUTHORIZATION);
    if (authorization != null) {
      var value = authorization.size() == 1 ? authorization.getFirst() : "";
      boolean bearer = value.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
      if (!bearer || !token.matches(value.substring(SCHEME.length()).strip())) {
        throw refused("the Authorization header does not carry the admin token");
      }
      return Caller.BEARER;
    }
    var cookie = exchange.getRequestCookie(cookieName);
    return cookie != null && sessions.isOpen(cookie.getValue()) ? Caller.SESSION : Caller.ANONYMOUS;
  }

  /**
   * Checks that the caller may make this call.
   *
   * @throws ProblemException when not
   */
  public void check(HttpServerExchange exchange, Access access, Caller caller) {
    if (access == Access.OPEN || (access == Access.READ && readsAreFree)) {
      return;
    }
    if (!caller.authenticated()) {
      throw refused(
          access == Access.READ
              ? "reading from another machine needs the admin token"
              : "changes need the admin token: Authorization: Bearer, or log in on the dashboard");
    }
    if (access == Access.CHANGE && caller == Caller.SESSION) {
      checkSentByDashboard(exchange);
    }
  }

  /**
   * Returns whether what the caller showed to read still holds, to be asked again and again while a
   * connection lasts.
   */
  public BooleanSupplier lasting(HttpServerExchange exchange) {
    if (readsAreFree) {
      return () -> true;
    }
    if (exchange.getRequestHeaders().contains(Headers.AUTHORIZATION)) {
      int generation = token.generation();
      return () -> token.generation() == generation;
    }
    var cookie = exchange.getRequestCookie(cookieName);
    var secret = cookie == null ? "" : cookie.getValue();
    return () -> sessions.isOpen(secret);
  }

  /** A form or link of another site can send the cookie, and neither of these two headers. */
  private static void checkSentByDashboard(HttpServerExchange exchange) {
    var headers = exchange.getRequestHeaders();
    var type = headers.contains(Headers.CONTENT_TYPE) ? headers.getFirst(Headers.CONTENT_TYPE) : "";
    boolean json =
        type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().equals("application/json");
    if (!json || !"1".equals(headers.getFirst(CSRF))) {
      throw new ProblemException(
          Problem.csrf(
              "changes by cookie need Content-Type: application/json and X-Latchkey-CSRF: 1"));
    }
  }

  private static ProblemException refused(String detail) {
    return new ProblemException(Problem.unauthenticated(detail), CHALLENGE);
  }
}
