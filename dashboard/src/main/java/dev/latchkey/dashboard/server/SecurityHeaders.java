package dev.latchkey.dashboard.server;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.util.LinkedHashMap;
import java.util.Map;

/** The headers that every response carries. Stateless. */
final class SecurityHeaders {
  private static final String STYLE = "style-src 'self'";

  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; "
          + STYLE
          + "; connect-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; "
          + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html";

  private static final Map<HttpString, String> HEADERS = headers();

  private SecurityHeaders() {}

  /** The same for a page with one style element in it, whose text has this hash. */
  static String policyWithStyle(String hash) {
    return CONTENT_SECURITY_POLICY.replace(STYLE, STYLE + " '" + hash + "'");
  }

  static void add(HttpServerExchange exchange) {
    HEADERS.forEach((name, value) -> exchange.getResponseHeaders().put(name, value));
  }

  private static Map<HttpString, String> headers() {
    var headers = new LinkedHashMap<HttpString, String>();
    headers.put(new HttpString("Content-Security-Policy"), CONTENT_SECURITY_POLICY);
    headers.put(new HttpString("X-Content-Type-Options"), "nosniff");
    headers.put(new HttpString("Referrer-Policy"), "no-referrer");
    headers.put(new HttpString("Cross-Origin-Opener-Policy"), "same-origin");
    headers.put(new HttpString("Cross-Origin-Resource-Policy"), "same-origin");
    return Map.copyOf(headers);
  }
}
