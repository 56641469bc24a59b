package com.example.idp;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class IdentityProviderTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private IdentityProvider provider;

  @BeforeEach
  void start() throws Exception {
    provider = IdentityProvider.start();
    provider.delay(Duration.ZERO);
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  @Nested
  class KeySets {
    @Test
    void holdPublicKeysOnly() throws Exception {
      assertThat(keySet().getKeys()).hasSize(2).noneMatch(JWK::isPrivate);
    }

    @Test
    void areCounted() throws Exception {
      keySet();
      keySet();

      assertThat(provider.keySetFetches()).isEqualTo(2);
      assertThat(json(get("/stats"))).isEqualTo(Map.of("keySetFetches", 2L, "keySetFailures", 0L));
    }

    @Test
    void takeAtLeastTheDelay() throws Exception {
      assertThat(json(post("/delay?millis=150"))).isEqualTo(Map.of("millis", 150L));

      var before = System.nanoTime();
      keySet();

      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isGreaterThanOrEqualTo(Duration.ofMillis(150));
    }

    /** More fetches wait at once than the provider has threads: none of them waits for another. */
    @Test
    void waitWithoutAThread() throws Exception {
      provider.delay(Duration.ofSeconds(1));
      var request = HttpRequest.newBuilder(provider.keySet()).build();

      var before = System.nanoTime();
      List<CompletableFuture<HttpResponse<String>>> answers =
          IntStream.range(0, 30)
              .mapToObj(i -> http.sendAsync(request, BodyHandlers.ofString()))
              .toList();

      assertThat(answers)
          .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
    }
  }

  @Nested
  class Tokens {
    @Test
    void sayWhatWasAskedFor() throws Exception {
      var before = System.currentTimeMillis();
      var answer = json(post("/token?subject=user-0007&ttl=60&audience=invoices"));
      var token = SignedJWT.parse((String) answer.get("access_token"));
      var claims = token.getJWTClaimsSet();

      assertThat(claims.getIssuer()).isEqualTo(provider.issuer().toString());
      assertThat(claims.getSubject()).isEqualTo("user-0007");
      assertThat(claims.getAudience()).containsExactly("invoices");
      assertThat(claims.getExpirationTime().getTime() - claims.getIssueTime().getTime())
          .isEqualTo(60_000);
      assertThat(claims.getIssueTime().getTime()).isBetween(before - 1_000, before + 60_000);
      assertThat(answer).containsEntry("token_type", "Bearer").containsEntry("expires_in", 60L);
    }

    @Test
    void areSignedWithAPublishedRsaKey() throws Exception {
      var token = token("");

      assertThat(token.verify(new RSASSAVerifier(key(token).toRSAKey()))).isTrue();
    }

    @Test
    void areSignedWithAPublishedCurveKeyOnRequest() throws Exception {
      var token = token("&algorithm=ES256");

      assertThat(token.verify(new ECDSAVerifier(key(token).toECKey()))).isTrue();
    }

    @Test
    void needASubject() throws Exception {
      assertThat(post("/token").statusCode()).isEqualTo(400);
    }

    @Test
    void areOfAnUnpublishedKeyWhenForged() throws Exception {
      var forged =
          SignedJWT.parse(
              provider.forge(new TokenRequest("user-0001", "orders", Duration.ofMinutes(5))));

      assertThat(keySet().getKeyByKeyId(forged.getHeader().getKeyID())).isNull();
    }
  }

  @Nested
  class Rotation {
    @Test
    void keepsOldKeysPublished() throws Exception {
      var old = token("");
      post("/rotate?keepOld=true");
      var fresh = token("");

      assertThat(fresh.getHeader().getKeyID()).isNotEqualTo(old.getHeader().getKeyID());
      assertThat(keySet().getKeys()).hasSize(4);
      assertThat(old.verify(new RSASSAVerifier(key(old).toRSAKey()))).isTrue();
      assertThat(fresh.verify(new RSASSAVerifier(key(fresh).toRSAKey()))).isTrue();
    }

    @Test
    void withdrawsOldKeysOnRequest() throws Exception {
      var old = token("");
      post("/rotate?keepOld=false");

      assertThat(keySet().getKeys()).hasSize(2);
      assertThat(keySet().getKeyByKeyId(old.getHeader().getKeyID())).isNull();
    }
  }

  @Nested
  class Outage {
    @Test
    void answersKeySetAndTokensWith503() throws Exception {
      post("/outage?on=true");

      assertThat(get(IdentityProvider.KEY_SET_PATH).statusCode()).isEqualTo(503);
      assertThat(post("/token?subject=user-0001").statusCode()).isEqualTo(503);
      assertThat(json(get("/stats"))).containsEntry("keySetFailures", 1L);
    }

    @Test
    void endsOnCommand() throws Exception {
      post("/outage?on=true");
      post("/outage?on=false");

      assertThat(get(IdentityProvider.KEY_SET_PATH).statusCode()).isEqualTo(200);
    }
  }

  private SignedJWT token(String parameters) throws Exception {
    var answer = json(post("/token?subject=user-0001" + parameters));
    return SignedJWT.parse((String) answer.get("access_token"));
  }

  private JWK key(SignedJWT token) throws Exception {
    return keySet().getKeyByKeyId(token.getHeader().getKeyID());
  }

  private JWKSet keySet() throws Exception {
    return JWKSet.parse(get(IdentityProvider.KEY_SET_PATH).body());
  }

  private static Map<String, Object> json(HttpResponse<String> answer) throws Exception {
    return JSONObjectUtils.parse(answer.body());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(at(path)).POST(BodyPublishers.noBody()).build();
    return http.send(request, BodyHandlers.ofString());
  }

  private URI at(String path) {
    return provider.issuer().resolve(path);
  }
}
