package com.example.idp;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RoutingHandler;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * An identity provider on a loopback port of its own choice.
 *
 * <ul>
 *   <li>{@code GET /.well-known/jwks.json}: the key set, after the delay
 *   <li>{@code POST /token?subject=&ttl=&audience=&algorithm=}: a signed token; {@code ttl} in
 *       seconds
 *   <li>{@code POST /rotate?keepOld=true|false}: new keys
 *   <li>{@code POST /outage?on=true|false}: key set and tokens answered with 503
 *   <li>{@code POST /delay?millis=}: how long the key set takes
 *   <li>{@code GET /stats}: what was asked for so far
 * </ul>
 *
 * <p>The same is to be had as methods, which an outage does not touch. Thread-safe.
 */
public final class IdentityProvider implements AutoCloseable {
  /** Where the key set is. */
  public static final String KEY_SET_PATH = "/.well-known/jwks.json";

  /** How long the key set takes unless told otherwise: a provider in another data centre. */
  public static final Duration DEFAULT_DELAY = Duration.ofMillis(100);

  /** Whom tokens are meant for unless told otherwise. */
  public static final String DEFAULT_AUDIENCE = "orders";

  private static final int DEFAULT_TTL_SECONDS = 300;

  private final KeyRing keys;
  private final Undertow server;
  private final LongAdder keySetFetches = new LongAdder();
  private final LongAdder keySetFailures = new LongAdder();
  private volatile Duration delay = DEFAULT_DELAY;
  private volatile boolean outage;

  private IdentityProvider(KeyRing keys) {
    this.keys = keys;
    this.server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setIoThreads(1)
            .setWorkerThreads(2)
            .setHandler(routes())
            .build();
  }

  /**
   * Starts a provider with new keys.
   *
   * @throws JOSEException when the JVM cannot make the keys
   */
  public static IdentityProvider start() throws JOSEException {
    var provider = new IdentityProvider(KeyRing.create());
    provider.server.start();
    return provider;
  }

  /** The provider's name and address, the {@code iss} of its tokens. */
  public URI issuer() {
    var address = (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
    return URI.create("http://127.0.0.1:" + address.getPort());
  }

  /** Where the key set is to be fetched. */
  public URI keySet() {
    return issuer().resolve(KEY_SET_PATH);
  }

  /**
   * Returns a token signed with the newest RSA key.
   *
   * @throws JOSEException when signing fails
   */
  public String issue(TokenRequest request) throws JOSEException {
    return issue(request, Algorithm.RS256);
  }

  /**
   * Returns a token signed with the newest key of the algorithm.
   *
   * @throws JOSEException when signing fails
   */
  public String issue(TokenRequest request, Algorithm algorithm) throws JOSEException {
    return signer().sign(request, algorithm, keys.signingKey(algorithm));
  }

  /**
   * Returns a token that says all the right things, signed with a key that this provider never
   * published.
   *
   * @throws JOSEException when signing fails
   */
  public String forge(TokenRequest request) throws JOSEException {
    return signer().sign(request, Algorithm.ES256, Algorithm.ES256.newKey());
  }

  /**
   * Signs with new keys from now on.
   *
   * @param keepOld whether the old keys stay in the key set
   * @throws JOSEException when the JVM cannot make the keys
   */
  public void rotate(boolean keepOld) throws JOSEException {
    keys.rotate(keepOld);
  }

  /** Answers key set and token requests with 503, or no longer. */
  public void outage(boolean on) {
    outage = on;
  }

  /** Lets the key set take that long. */
  public void delay(Duration duration) {
    delay = duration;
  }

  /** How often the key set was asked for, failures included. */
  public long keySetFetches() {
    return keySetFetches.sum();
  }

  @Override
  public void close() {
    server.stop();
  }

  private TokenSigner signer() {
    return new TokenSigner(issuer().toString(), InstantSource.system());
  }

  private HttpHandler routes() {
    // Signing and key making would hold up the only I/O thread, and with it every delayed key set.
    return new RoutingHandler()
        .get(KEY_SET_PATH, this::sendKeySetLater)
        .get("/stats", this::sendStats)
        .add(Methods.POST, "/token", new BlockingHandler(this::sendToken))
        .add(Methods.POST, "/rotate", new BlockingHandler(this::rotate))
        .add(Methods.POST, "/outage", this::switchOutage)
        .add(Methods.POST, "/delay", this::changeDelay);
  }

  /** Waits without a thread, so that any number of fetches can be under way. */
  private void sendKeySetLater(HttpServerExchange exchange) {
    keySetFetches.increment();
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () ->
            exchange
                .getIoThread()
                .executeAfter(() -> sendKeySet(exchange), delay.toMillis(), TimeUnit.MILLISECONDS));
  }

  private void sendKeySet(HttpServerExchange exchange) {
    if (refusedByOutage(exchange)) {
      keySetFailures.increment();
      return;
    }
    sendJson(exchange, keys.published().toString(true));
  }

  private void sendToken(HttpServerExchange exchange) throws JOSEException {
    if (refusedByOutage(exchange)) {
      return;
    }
    var subject = parameter(exchange, "subject");
    if (subject == null) {
      exchange.setStatusCode(StatusCodes.BAD_REQUEST);
      sendJson(exchange, Map.of("error", "The parameter subject is missing"));
      return;
    }
    var seconds = Integer.parseInt(parameter(exchange, "ttl", "" + DEFAULT_TTL_SECONDS));
    var request =
        new TokenRequest(
            subject,
            parameter(exchange, "audience", DEFAULT_AUDIENCE),
            Duration.ofSeconds(seconds));
    var algorithm = Algorithm.valueOf(parameter(exchange, "algorithm", Algorithm.RS256.name()));
    sendJson(
        exchange,
        Map.of(
            "access_token",
            issue(request, algorithm),
            "token_type",
            "Bearer",
            "expires_in",
            seconds));
  }

  private void rotate(HttpServerExchange exchange) throws JOSEException {
    rotate(Boolean.parseBoolean(parameter(exchange, "keepOld", "true")));
    sendJson(exchange, keys.published().toString(true));
  }

  private void switchOutage(HttpServerExchange exchange) {
    outage(Boolean.parseBoolean(parameter(exchange, "on", "true")));
    sendJson(exchange, Map.of("outage", outage));
  }

  private void changeDelay(HttpServerExchange exchange) {
    var millis = parameter(exchange, "millis", "" + DEFAULT_DELAY.toMillis());
    delay(Duration.ofMillis(Long.parseLong(millis)));
    sendJson(exchange, Map.of("millis", delay.toMillis()));
  }

  private void sendStats(HttpServerExchange exchange) {
    sendJson(
        exchange,
        Map.of("keySetFetches", keySetFetches.sum(), "keySetFailures", keySetFailures.sum()));
  }

  private boolean refusedByOutage(HttpServerExchange exchange) {
    if (!outage) {
      return false;
    }
    exchange.setStatusCode(StatusCodes.SERVICE_UNAVAILABLE);
    sendJson(exchange, Map.of("error", "Out of order"));
    return true;
  }

  private static void sendJson(HttpServerExchange exchange, Map<String, ?> body) {
    sendJson(exchange, JSONObjectUtils.toJSONString(body));
  }

  private static void sendJson(HttpServerExchange exchange, String body) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseSender().send(body);
  }

  private static String parameter(HttpServerExchange exchange, String name, String fallback) {
    var value = parameter(exchange, name);
    return value == null ? fallback : value;
  }

  private static @Nullable String parameter(HttpServerExchange exchange, String name) {
    var values = exchange.getQueryParameters().get(name);
    return values == null ? null : values.peekFirst();
  }
}
