package dev.latchkey.dashboard.server;

import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.server.Assets.Asset;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.util.Locale;

/** Writes replies to the socket without blocking. Stateless. */
final class Responder {
  private Responder() {}

  static void send(HttpServerExchange exchange, Reply reply) {
    var headers = exchange.getResponseHeaders();
    exchange.setStatusCode(reply.status());
    headers.put(Headers.CACHE_CONTROL, "no-store");
    reply.headers().forEach((name, value) -> headers.put(new HttpString(name), value));
    if (reply.body().length == 0) {
      exchange.endExchange();
      return;
    }
    headers.put(Headers.CONTENT_TYPE, reply.contentType());
    headers.put(Headers.VARY, Headers.ACCEPT_ENCODING_STRING);
    boolean compressed = reply.body().length >= Gzip.WORTHWHILE && acceptsGzip(exchange);
    write(exchange, compressed ? Gzip.compress(reply.body()) : reply.body(), compressed);
  }

  static void send(HttpServerExchange exchange, Asset asset) {
    var headers = exchange.getResponseHeaders();
    headers.put(Headers.CACHE_CONTROL, "no-cache");
    headers.put(Headers.ETAG, asset.tag());
    headers.put(Headers.VARY, Headers.ACCEPT_ENCODING_STRING);
    if (asset.tag().equals(exchange.getRequestHeaders().getFirst(Headers.IF_NONE_MATCH))) {
      exchange.setStatusCode(304);
      exchange.endExchange();
      return;
    }
    headers.put(Headers.CONTENT_TYPE, asset.contentType());
    boolean compressed = acceptsGzip(exchange);
    write(exchange, compressed ? asset.gzip() : asset.bytes(), compressed);
  }

  private static void write(HttpServerExchange exchange, byte[] body, boolean compressed) {
    if (compressed) {
      exchange.getResponseHeaders().put(Headers.CONTENT_ENCODING, "gzip");
    }
    exchange.setResponseContentLength(body.length);
    exchange.getResponseSender().send(ByteBuffer.wrap(body));
  }

  private static boolean acceptsGzip(HttpServerExchange exchange) {
    var accepted = exchange.getRequestHeaders().getFirst(Headers.ACCEPT_ENCODING);
    if (accepted == null) {
      return false;
    }
    var text = accepted.toLowerCase(Locale.ROOT).replace(" ", "");
    return text.contains("gzip") && !text.contains("gzip;q=0");
  }
}
