package dev.latchkey.it.app;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import kotlin.coroutines.Continuation;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Validates tokens and answers in every asynchronous form. */
public class AsyncValidator {
  private final JWK key;
  private final AtomicInteger runs = new AtomicInteger();

  /** Accepts what {@code key} signed. */
  public AsyncValidator(JWK key) {
    this.key = key;
  }

  /** What a good token says. */
  public record Verified(String subject, Instant expiresAt) {}

  /** Returns how often a token was validated. */
  public int runs() {
    return runs.get();
  }

  /** Works on another thread. */
  public CompletableFuture<Verified> future(String token) {
    return CompletableFuture.supplyAsync(() -> validated(token));
  }

  /** Works when subscribed to. */
  public Mono<Verified> mono(String token) {
    return Mono.fromCallable(() -> validated(token));
  }

  /** Works when subscribed to. */
  public Uni<Verified> uni(String token) {
    return Uni.createFrom().item(() -> validated(token));
  }

  /** Works on another thread. */
  public Future<Verified> vertx(String token) {
    return Future.fromCompletionStage(CompletableFuture.supplyAsync(() -> validated(token)));
  }

  /** Delivers as many as it likes. */
  public Flux<Verified> many(String token) {
    return mono(token).flux();
  }

  /** Has the form of a Kotlin suspend function. */
  public Object suspending(String token, Continuation<? super Verified> continuation) {
    return validated(token);
  }

  private Verified validated(String token) {
    runs.incrementAndGet();
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      if (!jwt.verify(new RSASSAVerifier(key.toRSAKey()))) {
        throw new SecurityException("bad signature");
      }
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      if (!Instant.now().isBefore(claims.getExpirationTime().toInstant())) {
        throw new SecurityException("expired");
      }
      return new Verified(claims.getSubject(), claims.getExpirationTime().toInstant());
    } catch (SecurityException refused) {
      throw refused;
    } catch (Exception malformed) {
      throw new SecurityException("malformed", malformed);
    }
  }
}
