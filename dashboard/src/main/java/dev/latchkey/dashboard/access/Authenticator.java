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
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Tells who calls and whether they may. Thread-safe. */
public final class Authenticator {
  /** The name under which a call's headers carry the session's secret. */
  public static final String SESSION_HEADER = "latchkey-session";

  /** The name under which a call's headers carry where it came from. */
  public static final String PLACE_HEADER = "latchkey-place";

  private static final String SCHEME = "Bearer ";
  private static final HttpString CSRF = new HttpString("X-Latchkey-CSRF");
  private static final Map<String, String> CHALLENGE =
      Map.of("WWW-Authenticate", "Bearer realm=\"latchkey\"");

  private final Tokens tokens;
  private final Sessions sessions;
  private final LoginThrottle throttle;
  private final Rules rules;
  private final String cookieName;

  /**
   * What holds for all callers. Immutable.
   *
   * @param readsAreFree whether only this machine can reach the server
   * @param readOnly whether nothing can be changed, with no token
   * @param secure whether the server speaks TLS
   */
  public record Rules(boolean readsAreFree, boolean readOnly, boolean secure) {}

  /**
   * Knows the tokens and the sessions.
   *
   * @param port cookies do not tell ports apart, so the cookie's name does
   */
  public Authenticator(
      Tokens tokens, Sessions sessions, LoginThrottle throttle, int port, Rules rules) {
    this.tokens = tokens;
    this.sessions = sessions;
    this.throttle = throttle;
    this.rules = rules;
    this.cookieName = "latchkey-session-" + port;
  }

  /** Returns the name of the session cookie. */
  public String cookieName() {
    return cookieName;
  }

  /** Returns whether nothing can be changed. */
  public boolean readOnly() {
    return rules.readOnly();
  }

  /** Returns whether the server speaks TLS. */
  public boolean secure() {
    return rules.secure();
  }

  /** Returns whether reading needs no credentials. */
  public boolean readsAreFree() {
    return rules.readsAreFree();
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
      var identity =
          bearer
              ? prove(Place.of(exchange), value.substring(SCHEME.length()).strip())
              : Optional.<Identity>empty();
      return identity
          .map(found -> caller(found, false))
          .orElseThrow(() -> refused("the Authorization header does not carry a valid token"));
    }
    var cookie = exchange.getRequestCookie(cookieName);
    return (cookie == null ? Optional.<Identity>empty() : sessions.find(cookie.getValue()))
        .map(found -> caller(found, true))
        .orElse(Caller.ANONYMOUS);
  }

  /** Returns the holder of a token as a caller. */
  public Caller caller(Identity identity, boolean bySession) {
    return new Caller(identity.actor(bySession), identity.role(), bySession);
  }

  /**
   * Returns whose token a candidate is. The right one is taken at any time, so that whoever guesses
   * keeps nobody out; a token has 16 characters or more, and calls are limited, so that guessing on
   * through the waits leads nowhere.
   *
   * @param place where it came from
   * @throws ProblemException when it is wrong and too many wrong ones came from there
   */
  public Optional<Identity> prove(String place, String candidate) {
    var identity = tokens.find(candidate);
    int generation = tokens.generation();
    if (identity.isPresent() || throttle.isKnownWrong(candidate, generation)) {
      return identity;
    }
    checkThrottle(place);
    throttle.failed(place, candidate, generation);
    return identity;
  }

  /**
   * Checks that a secret may be tried from there.
   *
   * @throws ProblemException when too many wrong ones came from there
   */
  public void checkThrottle(String place) {
    var wait = throttle.remaining(place);
    if (!wait.isZero()) {
      long seconds = wait.plusMillis(999).toSeconds();
      throw new ProblemException(
          Problem.rateLimited("too many wrong tokens; try again in " + seconds + " s"),
          Map.of("Retry-After", Long.toString(seconds)));
    }
  }

  /**
   * Checks that the caller may make this call.
   *
   * @throws ProblemException when not
   */
  public void check(HttpServerExchange exchange, Access access, Caller caller) {
    if (access == Access.OPEN || (access == Access.READ && rules.readsAreFree())) {
      return;
    }
    if (!caller.authenticated()) {
      throw refused(
          access == Access.READ
              ? "reading from another machine needs a token"
              : "changes need a token: Authorization: Bearer, or log in on the dashboard");
    }
    var needed = access.role();
    if (!caller.may(needed)) {
      throw new ProblemException(
          Problem.forbidden(
              "this needs the role "
                  + needed.id()
                  + ", and the token of "
                  + caller.actor()
                  + " has another; use a token that has it"));
    }
    if (access.changes() && rules.readOnly()) {
      throw new ProblemException(
          Problem.readOnly("admin.read-only is true in the configuration; nothing can be changed"));
    }
    if (access.changes() && caller.bySession()) {
      checkSentByDashboard(exchange);
    }
  }

  /**
   * Returns whether what the caller showed to read still holds, to be asked again and again while a
   * connection lasts.
   */
  public BooleanSupplier lasting(HttpServerExchange exchange) {
    if (rules.readsAreFree()) {
      return () -> true;
    }
    if (exchange.getRequestHeaders().contains(Headers.AUTHORIZATION)) {
      int generation = tokens.generation();
      return () -> tokens.generation() == generation;
    }
    var cookie = exchange.getRequestCookie(cookieName);
    var secret = cookie == null ? "" : cookie.getValue();
    return () -> sessions.find(secret).isPresent();
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
