package dev.latchkey.dashboard.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.Reply;
import io.undertow.server.HttpServerExchange;
import org.jspecify.annotations.Nullable;

/** Signing in and out on the page. Immutable. */
final class SessionReplies {
  static final String PATH = "/api/v1/session";

  private final Sessions sessions;
  private final AccessGuard guard;

  SessionReplies(Sessions sessions, AccessGuard guard) {
    this.sessions = sessions;
    this.guard = guard;
  }

  Reply answer(HttpServerExchange exchange) {
    String open = guard.session(exchange);
    return switch (exchange.getRequestMethod().toString()) {
      case "GET" ->
          Reply.json(Json.object().put("signedIn", open != null && sessions.isOpen(open)));
      case "POST" ->
          Reply.json(Json.object().put("signedIn", true))
              .with("Set-Cookie", cookie(sessions.open(token(exchange)), ""));
      case "DELETE" -> signOut(open);
      default ->
          Reply.problem(Problem.methodNotAllowed("DELETE, GET, POST"))
              .with("Allow", "DELETE, GET, POST");
    };
  }

  private Reply signOut(@Nullable String open) {
    if (open != null) {
      sessions.close(open);
    }
    return Reply.done().with("Set-Cookie", cookie("", "; Max-Age=0"));
  }

  private String cookie(String value, String more) {
    return guard.cookieName() + "=" + value + "; Path=/; HttpOnly; SameSite=Strict" + more;
  }

  private static String token(HttpServerExchange exchange) {
    try {
      JsonNode token = Json.read(Replies.body(exchange)).path("token");
      if (token.isTextual()) {
        return token.textValue().strip();
      }
    } catch (JsonProcessingException broken) {
      // Said below, like any other body without a token.
    }
    throw Problem.validation("/token", "expected the content of the token file");
  }
}
