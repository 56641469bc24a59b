package dev.latchkey.dashboard.access;

import dev.latchkey.dashboard.http.Problem;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Refuses what a page of another site could make a browser send to this server: a request for a
 * name that is not ours (DNS rebinding), one with a foreign Origin, one that the browser marks as
 * coming from elsewhere. Holds for every request, WebSocket handshakes and bearer requests
 * included. Immutable.
 */
public final class AccessGuard {
  private static final HttpString SEC_FETCH_SITE = new HttpString("Sec-Fetch-Site");
  private static final HttpString SEC_FETCH_MODE = new HttpString("Sec-Fetch-Mode");
  private static final HttpString SEC_FETCH_DEST = new HttpString("Sec-Fetch-Dest");

  /** A page without data, which no other site can frame: a link to it may stand anywhere. */
  private static final Set<String> LINKABLE =
      Set.of("/", "/dashboard", "/dashboard/", "/api/performance/dashboard");

  private final Set<String> authorities;
  private final String scheme;

  private AccessGuard(Set<String> authorities, String scheme) {
    this.authorities = authorities;
    this.scheme = scheme;
  }

  /**
   * Allows the loopback names and the configured host, each with the port that was bound.
   *
   * @param host name or address without brackets
   * @param secure whether the server speaks TLS
   */
  public static AccessGuard of(String host, int port, boolean secure) {
    var allowed = new HashSet<String>();
    for (var name : List.of("127.0.0.1", "localhost", "[::1]", bracketed(host))) {
      allowed.add(name.toLowerCase(Locale.ROOT) + ":" + port);
    }
    return new AccessGuard(Set.copyOf(allowed), secure ? "https://" : "http://");
  }

  private static String bracketed(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** Returns why the request is refused; empty to let it in. */
  public Optional<Problem> check(HttpServerExchange exchange) {
    var headers = exchange.getRequestHeaders();
    var host = single(headers.get(Headers.HOST)).toLowerCase(Locale.ROOT);
    if (exchange.isHostIncludedInRequestURI() || !authorities.contains(host)) {
      return Optional.of(
          Problem.badHost(
              "this server answers to 127.0.0.1, localhost, [::1] and the configured host, with its"
                  + " port; open the dashboard under one of these"));
    }
    var origins = headers.get(Headers.ORIGIN);
    if (origins != null && !single(origins).toLowerCase(Locale.ROOT).equals(scheme + host)) {
      return Optional.of(
          Problem.forbiddenOrigin("the Origin header names another site; none may call this API"));
    }
    if (comesFromElsewhere(exchange)) {
      return Optional.of(
          Problem.forbiddenOrigin("the browser says that another site's page sent this request"));
    }
    return Optional.empty();
  }

  /** Another port of the same machine counts as elsewhere too: it is another application's page. */
  private static boolean comesFromElsewhere(HttpServerExchange exchange) {
    var headers = exchange.getRequestHeaders();
    var site = headers.getFirst(SEC_FETCH_SITE);
    if (site == null || site.equals("same-origin") || site.equals("none")) {
      return false;
    }
    boolean isLink =
        exchange.getRequestMethod().equals(Methods.GET)
            && "navigate".equals(headers.getFirst(SEC_FETCH_MODE))
            && "document".equals(headers.getFirst(SEC_FETCH_DEST))
            && LINKABLE.contains(exchange.getRequestPath());
    return !isLink;
  }

  /** Returns the value of a header that came once; a value that matches nothing otherwise. */
  private static String single(HeaderValues values) {
    return values != null && values.size() == 1 ? values.getFirst() : "";
  }
}
