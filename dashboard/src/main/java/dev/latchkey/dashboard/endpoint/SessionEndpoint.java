package dev.latchkey.dashboard.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.latchkey.dashboard.access.Authenticator;
import dev.latchkey.dashboard.access.Identity;
import dev.latchkey.dashboard.access.LoginCodes;
import dev.latchkey.dashboard.access.LoginThrottle;
import dev.latchkey.dashboard.access.Sessions;
import dev.latchkey.dashboard.access.Tokens;
import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.Caller;
import dev.latchkey.dashboard.http.JsonBody;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.dashboard.http.Route.Access;
import dev.latchkey.runtime.config.AdminRole;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Logging a browser in and out: a token, or a code that somebody with a token asked for, becomes a
 * cookie that scripts cannot read. Thread-safe.
 */
public final class SessionEndpoint {
  private static final String PATH = "/api/v1/session";
  private static final int MAX_TOKEN = 4096;

  private final Tokens tokens;
  private final Sessions sessions;
  private final LoginCodes codes;
  private final Authenticator authenticator;
  private final LoginThrottle throttle;

  /** Begins and ends these sessions. */
  public SessionEndpoint(
      Tokens tokens,
      Sessions sessions,
      LoginCodes codes,
      Authenticator authenticator,
      LoginThrottle throttle) {
    this.tokens = tokens;
    this.sessions = sessions;
    this.codes = codes;
    this.authenticator = authenticator;
    this.throttle = throttle;
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(
        Route.open(PATH, this::show),
        new Route("POST", PATH, Access.OPEN, Set.of(), this::begin),
        new Route("DELETE", PATH, Access.OPEN, Set.of(), this::end),
        new Route("POST", PATH + "/codes", Access.TOKEN, Set.of(), this::code));
  }

  /**
   * Who this browser is logged in as and how it can be.
   *
   * @param name of the token; left out without a login
   * @param role of the token: {@code viewer}, {@code operator} or {@code admin}; left out without a
   *     login
   * @param readOnly whether nothing can be changed, with no role
   * @param tokenFile where the admin token stands; left out for callers on other machines
   * @param tokenState {@code file}, {@code refused} when others can read the file, or {@code
   *     memory} when no file can be used
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record View(
      boolean authenticated,
      @Nullable String name,
      @Nullable String role,
      boolean readOnly,
      @Nullable String tokenFile,
      String tokenState) {}

  /** A code that logs a browser in once. */
  public record Code(String code, long expiresInSeconds) {}

  private Reply show(Call call) {
    return Reply.json(view(call.caller()));
  }

  private View view(Caller caller) {
    boolean free = authenticator.readsAreFree();
    AdminRole role = caller.role();
    return new View(
        caller.authenticated(),
        caller.authenticated() ? caller.actor() : null,
        role == null ? null : role.id(),
        authenticator.readOnly(),
        caller.authenticated() || free ? tokens.admin().file() : null,
        switch (tokens.admin().state()) {
          case READ, CREATED -> "file";
          case REFUSED -> "refused";
          case MEMORY -> "memory";
        });
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
    var body = JsonBody.of(call.body(), Set.of("token", "code"));
    var token = body.text("token", MAX_TOKEN);
    var code = body.text("code", MAX_TOKEN);
    if (token.isPresent() == code.isPresent()) {
      body.error("/token", "give token or code, and only one of them");
    }
    body.check();
    var place = call.header(Authenticator.PLACE_HEADER).orElse("");
    var identity =
        token.isPresent()
            ? byToken(place, token.get().strip())
            : byCode(place, code.orElse("").strip());
    throttle.succeeded(place);
    var secret = sessions.begin(identity);
    return Reply.json(view(authenticator.caller(identity, true)))
        .with("Set-Cookie", cookie(secret, Sessions.LIFE_SECONDS));
  }

  private Identity byToken(String place, String candidate) {
    return authenticator
        .prove(place, candidate)
        .orElseThrow(() -> refused("this is not a token of this agent"));
  }

  private Identity byCode(String place, String candidate) {
    authenticator.checkThrottle(place);
    Optional<Identity> identity = codes.redeem(candidate);
    if (identity.isEmpty()) {
      throttle.failed(place, candidate, 0);
    }
    return identity.orElseThrow(
        () -> refused("the code was used already, or is older than a minute; ask for another one"));
  }

  private static ProblemException refused(String detail) {
    return new ProblemException(Problem.unauthenticated(detail));
  }

  /** A page may not pass its login on: whoever gets a script into it would have it for long. */
  private Reply code(Call call) {
    JsonBody.of(call.body(), Set.of()).check();
    if (call.caller().bySession()) {
      throw new ProblemException(
          Problem.forbidden("a code is given for a token in the Authorization header alone"));
    }
    var identity = tokens.of(call.caller().actor());
    return Reply.created(new Code(codes.issue(identity), LoginCodes.LIFE.toSeconds()));
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
        + maxAgeSeconds
        + (authenticator.secure() ? "; Secure" : "");
  }
}
