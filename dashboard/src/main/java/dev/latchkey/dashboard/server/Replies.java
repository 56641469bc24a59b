package dev.latchkey.dashboard.server;

import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.Reply;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Between replies and Undertow's exchanges. Stateless. */
final class Replies {
  private Replies() {}

  /** Sends a reply; a client that went away does not matter. */
  static void send(HttpServerExchange exchange, Reply reply) {
    if (exchange.isResponseStarted()) {
      return;
    }
    exchange.setStatusCode(reply.status());
    if (!reply.contentType().isEmpty()) {
      exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, typed(reply.contentType()));
    }
    reply
        .headers()
        .forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
    exchange.getResponseSender().send(reply.body(), StandardCharsets.UTF_8);
  }

  /**
   * Returns the body of a change.
   *
   * @throws Problem when it is too long or not JSON
   */
  static String body(HttpServerExchange exchange) {
    String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
    byte[] bytes;
    try {
      bytes = exchange.getInputStream().readNBytes((int) AdminHandler.MOST_BYTES + 1);
    } catch (RequestTooBigException tooLong) {
      throw Problem.tooLarge(AdminHandler.MOST_BYTES);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
    if (bytes.length > AdminHandler.MOST_BYTES) {
      throw Problem.tooLarge(AdminHandler.MOST_BYTES);
    }
    if (bytes.length > 0 && (type == null || !type.startsWith("application/json"))) {
      throw Problem.unsupportedType();
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String typed(String contentType) {
    return contentType.contains("charset")
            || !(contentType.startsWith("text/") || contentType.endsWith("javascript"))
        ? contentType
        : contentType + "; charset=utf-8";
  }
}
