package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.JsonBody;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.time.Ticker;
import dev.latchkey.runtime.token.ClaimKind;
import dev.latchkey.runtime.token.Revocations;
import dev.latchkey.runtime.token.Revocations.Claim;
import dev.latchkey.runtime.token.ValidationSettings;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes answers back that were kept for tokens which are to be asked about anew. Thread-safe. What
 * it is told goes into no log and no answer.
 */
public final class RevocationsEndpoint {
  private static final Map<String, ClaimKind> CLAIMS = new LinkedHashMap<>();

  static {
    CLAIMS.put("tokenSha256", ClaimKind.TOKEN);
    CLAIMS.put("jti", ClaimKind.ID);
    CLAIMS.put("sid", ClaimKind.SESSION);
    CLAIMS.put("sub", ClaimKind.SUBJECT);
    CLAIMS.put("iss", ClaimKind.ISSUER);
  }

  private static final String UNTIL = "until";
  private static final int MAX_LENGTH = 1_000;
  private static final Duration MAX_AHEAD = Duration.ofDays(31);

  private final Revocations revocations;
  private final EventLog events;
  private final Ticker ticker;
  private final Revision revision;

  /** Revokes with these, and notes it. */
  public RevocationsEndpoint(Revocations revocations, EventLog events, Ticker ticker) {
    this.revocations = revocations;
    this.events = events;
    this.ticker = ticker;
    revision = new Revision("revocations", () -> "", ticker);
  }

  /** Returns the routes. */
  public List<Route> routes() {
    return List.of(
        Route.change(
            "POST", "/api/v1/revocations", call -> revision.change(call, () -> revoke(call))));
  }

  /**
   * What a revocation did.
   *
   * @param dropped answers that were kept until now
   * @param until when answers may be kept again
   */
  public record Revoked(long dropped, Instant until) {}

  private Reply revoke(Call call) {
    Set<String> fields = new HashSet<>(CLAIMS.keySet());
    fields.add(UNTIL);
    var body = JsonBody.of(call.body(), fields);
    List<Claim> claims = claims(body);
    Instant until = until(body);
    body.check();
    if (claims.isEmpty()) {
      throw new ProblemException(
          Problem.validation(
              "", "the body names nothing; give one of " + String.join(", ", CLAIMS.keySet())));
    }
    long dropped = revocations.revoke(claims, Duration.between(ticker.now(), until));
    events.add(
        "revocation.added",
        Severity.INFO,
        call.caller().actor(),
        "Kept validations with "
            + claims.stream()
                .map(claim -> claim.kind().id() + " " + revocations.shown(claim))
                .collect(Collectors.joining(" or "))
            + " are given no more until "
            + until
            + ": "
            + dropped
            + " fell.");
    return Reply.json(new Revoked(dropped, until));
  }

  private static List<Claim> claims(JsonBody body) {
    List<Claim> claims = new ArrayList<>();
    CLAIMS.forEach(
        (field, kind) ->
            body.text(field, MAX_LENGTH)
                .ifPresent(
                    value -> {
                      if (value.isEmpty() || (kind == ClaimKind.TOKEN && !Sha256.is(value))) {
                        body.error("/" + field, field + " is not " + expected(kind));
                      }
                      claims.add(new Claim(kind, value));
                    }));
    return claims;
  }

  private static String expected(ClaimKind kind) {
    return kind == ClaimKind.TOKEN ? Sha256.EXPECTED : "a text that is not empty";
  }

  /** Never shorter than an answer that is being made now could live. */
  private Instant until(JsonBody body) {
    Instant now = ticker.now();
    Instant least = now.plus(ValidationSettings.MAX_TTL);
    var text = body.text(UNTIL, MAX_LENGTH);
    if (text.isEmpty()) {
      return least;
    }
    try {
      Instant wanted = Instant.parse(text.get());
      if (!wanted.isAfter(now.plus(MAX_AHEAD))) {
        return wanted.isAfter(least) ? wanted : least;
      }
    } catch (DateTimeException e) {
      // Told below, as a time too far ahead is.
    }
    body.error("/" + UNTIL, "until must be a time of RFC 3339 within the next 31 days");
    return least;
  }
}
