package dev.latchkey.it.harness;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An identity provider that serves its key set over HTTP, rotates and fails on command.
 * Thread-safe.
 */
public final class TestIdentityProvider implements AutoCloseable {
  private final Undertow server;
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile List<JWK> keys = List.of();
  private volatile int status = 200;
  private volatile Map<String, String> headers = Map.of();
  private volatile boolean redirecting;

  /** Starts on a free port with no key. */
  public TestIdentityProvider() {
    server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setIoThreads(1)
            .setWorkerThreads(1)
            .setHandler(this::serve)
            .build();
    server.start();
  }

  /** Makes an RSA key without publishing it. */
  public static JWK rsa(String kid) {
    try {
      return new RSAKeyGenerator(2048).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes an EC key without publishing it. */
  public static JWK ec(String kid) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Publishes exactly these keys from now on. */
  public void publish(JWK... published) {
    keys = List.of(published);
  }

  /** Answers with this HTTP status from now on. */
  public void answerWith(int httpStatus) {
    status = httpStatus;
  }

  /** Sends these headers with every answer from now on. */
  public void sendHeaders(Map<String, String> sent) {
    headers = Map.copyOf(sent);
  }

  /** Sends every fetch on to another name of this host from now on. */
  public void redirectElsewhere() {
    redirecting = true;
  }

  /** Returns the key set's address. */
  public String keySetUrl() {
    return "http://127.0.0.1:" + port() + "/jwks.json";
  }

  private int port() {
    return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }

  /** Returns how often the key set was fetched. */
  public int fetches() {
    return fetches.get();
  }

  /** Issues a token for audience {@code orders} that lives an hour. */
  public static String token(JWK key, String subject) {
    return token(key, subject, Instant.now().plus(Duration.ofHours(1)));
  }

  /** Issues a token for audience {@code orders}. */
  public static String token(JWK key, String subject, Instant expiry) {
    return token(header(key).build(), key, subject, expiry);
  }

  /** Issues a token that says where the key set is to be had. */
  public static String tokenNaming(String keySetUrl, JWK key, String subject) {
    JWSHeader header = header(key).jwkURL(URI.create(keySetUrl)).build();
    return token(header, key, subject, Instant.now().plus(Duration.ofHours(1)));
  }

  private static JWSHeader.Builder header(JWK key) {
    return new JWSHeader.Builder(key instanceof RSAKey ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256)
        .keyID(key.getKeyID());
  }

  private static String token(JWSHeader header, JWK key, String subject, Instant expiry) {
    try {
      JWSSigner signer =
          key instanceof RSAKey ? new RSASSASigner(key.toRSAKey()) : new ECDSASigner(key.toECKey());
      SignedJWT jwt =
          new SignedJWT(
              header,
              new JWTClaimsSet.Builder()
                  .subject(subject)
                  .audience("orders")
                  .expirationTime(Date.from(expiry))
                  .build());
      jwt.sign(signer);
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private void serve(HttpServerExchange exchange) {
    if (redirecting && exchange.getRequestPath().equals("/jwks.json")) {
      exchange.setStatusCode(302);
      exchange
          .getResponseHeaders()
          .put(Headers.LOCATION, "http://localhost:" + port() + "/moved.json");
      return;
    }
    fetches.incrementAndGet();
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    headers.forEach(
        (name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
    exchange
        .getResponseSender()
        .send(status == 200 ? new JWKSet(keys).toPublicJWKSet().toString() : "");
  }

  @Override
  public void close() {
    server.stop();
  }
}
