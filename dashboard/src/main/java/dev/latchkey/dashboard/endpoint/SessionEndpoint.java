package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.latchkey.dashboard.access.AdminToken;
import dev.latchkey.dashboard.access.Authenticator;
import dev.latchkey.dashboard.access.LoginThrottle;
import dev.latchkey.dashboard.access.Sessions;
import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.JsonBody;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.dashboard.http.Route.Access;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Logging a browser in and out: the token for a cookie that scripts cannot read. Thread-safe. */
public final class SessionEndpoint {
  private static final String PATH = "/api/v1/session";
  private static final int MAX_TOKEN = 4096;

  private final AdminToken token;
  private final Sessions sessions;
  private final Authenticator authenticator;
  private final LoginThrottle throttle;

  /** Begins and ends these sessions. */
  public SessionEndpoint(
      AdminToken token, Sessions sessions, Authenticator authenticator, LoginThrottle throttle) {
    this.token = token;
    this.sessions = sessions;
    this.authenticator = authenticator;
    this.throttle = throttle;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(
        Route.open(PATH, this::show),
        new Route("POST", PATH, Access.OPEN, Set.of(), this::begin),
        new Route("DELETE", PATH, Access.OPEN, Set.of(), this::end));
  }

  /**
   * Whether this browser is logged in and how it can be.
   *
   * @param tokenFile where the token stands; left out for callers on other machines
   * @param tokenState {@code file}, or {@code memory} when no file can be used
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record View(boolean authenticated, @Nullable String tokenFile, String tokenState) {}

  private Reply show(Call call) {
    return Reply.json(view(call.caller().authenticated()));
  }

  private View view(boolean authenticated) {
    boolean memory = token.state() == AdminToken.State.MEMORY;
    return new View(
        authenticated,
        authenticated || authenticator.readsAreFree() ? token.file() : null,
        memory ? "memory" : "file");
  }

  /**
   * Login forgery is possible with a simple form otherwise, so the body has to be JSON by its type.
   */
  private Reply begin(Call call) {
    var type = call.header("content-type").orElse("").toLowerCase(Locale.ROOT);
    if (!type.split(";", 2)[0].strip().equals("application/json")) {
      throw new ProblemException(
          Problem.unsupportedMediaType("send the token as application/json"));
    }
    var body = JsonBody.of(call.body(), Set.of("token"));
    var candidate = body.text("token", MAX_TOKEN);
    if (candidate.isEmpty()) {
      body.error("/token", "token is missing");
    }
    body.check();
    checkThrottle();
    if (!token.matches(candidate.orElse("").strip())) {
      throttle.failed();
      throw new ProblemException(
          Problem.unauthenticated("this is not the admin token of this agent"));
    }
    throttle.succeeded();
    return Reply.json(view(true))
        .with("Set-Cookie", cookie(sessions.begin(), Sessions.LIFE_SECONDS));
  }

  private void checkThrottle() {
    var wait = throttle.remaining();
    if (!wait.isZero()) {
      long seconds = wait.plusMillis(999).toSeconds();
      throw new ProblemException(
          Problem.rateLimited("too many failed logins; try again in " + seconds + " s"),
          Map.of("Retry-After", Long.toString(seconds)));
    }
  }

  private Reply end(Call call) {
    call.header(Authenticator.SESSION_HEADER).ifPresent(sessions::end);
    return Reply.noContent().with("Set-Cookie", cookie("", 0));
  }

  private String cookie(String value, long maxAgeSeconds) {
    return authenticator.cookieName()
        + "="
        + value
        + "; Path=/; HttpOnly; SameSite=Strict; Max-Age="
        + maxAgeSeconds;
  }
}
