package dev.latchkey.it;

import static dev.latchkey.it.harness.TestIdentityProvider.ec;
import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.NaiveAuthApp;
import dev.latchkey.it.app.RedeployApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Phases 1 and 2 in an unmodified application on Nimbus JOSE+JWT, against a real identity provider.
 */
@ParameterizedClass
@MethodSource("jdks")
class CachingTest {
  private static final String CONFIG =
      """
      admin: { port: 0 }
      targets:
        - name: authenticate
          layer: auth
          class: dev.latchkey.it.app.NaiveAuthenticator
          method: authenticate
        - name: authenticate-fetching-first
          layer: auth
          class: dev.latchkey.it.app.NaiveAuthenticator
          method: authenticateFetchingFirst
        - name: authenticate-pair
          layer: auth
          class: dev.latchkey.it.app.NaiveAuthenticator
          method: authenticatePair
      """;

  @Parameter Jdk jdk;

  @TempDir Path home;

  private final TestIdentityProvider identityProvider = new TestIdentityProvider();
  private final JWK first = rsa("first");
  private AppJvm app;

  static List<Jdk> jdks() {
    return Jdk.forFeatures();
  }

  @BeforeEach
  void start() {
    identityProvider.publish(first);
    app =
        AppJvm.on(jdk, home).config(CONFIG).start(NaiveAuthApp.class, identityProvider.keySetUrl());
  }

  @AfterEach
  void stop() {
    app.close();
    identityProvider.close();
  }

  @Test
  void changesNothingWhileNoPhaseIsOn() {
    String good = token(first, "alice");
    for (int i = 0; i < 5; i++) {
      assertThat(app.ask("auth " + good)).isEqualTo("ok alice");
    }
    assertThat(identityProvider.fetches()).isEqualTo(5);
    assertThat(app.target("nimbus-fetch").get("outcomes").get("disabled").asLong()).isEqualTo(5);
    assertThat(app.target("authenticate").get("calls").asLong()).isEqualTo(5);
  }

  @Test
  void servesKeySetsAndSignaturesOnceThePhasesAreOn() {
    switchOn();
    String good = token(first, "alice");
    for (int i = 0; i < 20; i++) {
      assertThat(app.ask("auth " + good)).isEqualTo("ok alice");
    }
    assertThat(identityProvider.fetches()).isEqualTo(1);
    assertThat(app.target("nimbus-fetch").get("outcomes").get("hit").asLong()).isEqualTo(19);
    assertThat(app.target("nimbus-verify-rsa").get("outcomes").get("hit").asLong()).isEqualTo(19);
  }

  @Test
  void fillsFromTheControlSideWithoutServingIt() {
    app.patchPhase("jwks", "{\"enabled\": true, \"rollout\": 0}");
    String good = token(first, "alice");
    for (int i = 0; i < 3; i++) {
      assertThat(app.ask("auth " + good)).isEqualTo("ok alice");
    }
    assertThat(identityProvider.fetches()).isEqualTo(3);
    app.patchPhase("jwks", "{\"rollout\": 100}");
    assertThat(app.ask("auth " + good)).isEqualTo("ok alice");
    assertThat(identityProvider.fetches()).isEqualTo(3);
  }

  @Test
  void servesNothingMoreOnceThePhasesAreOff() {
    switchOn();
    String good = token(first, "alice");
    app.ask("auth " + good);
    app.ask("auth " + good);
    app.patchPhase("jwks", "{\"enabled\": false}");
    int before = identityProvider.fetches();
    assertThat(app.ask("auth " + good)).isEqualTo("ok alice");
    assertThat(identityProvider.fetches()).isEqualTo(before + 1);
  }

  @Test
  @DisplayName("K-7 the first token of a rotated key is accepted, with exactly one more fetch")
  void rotation() {
    switchOn();
    app.ask("auth " + token(first, "alice"));
    JWK second = ec("second");
    identityProvider.publish(first, second);
    int before = identityProvider.fetches();
    assertThat(app.ask("auth " + token(second, "bob"))).isEqualTo("ok bob");
    assertThat(app.ask("auth " + token(second, "bob"))).isEqualTo("ok bob");
    assertThat(app.ask("auth " + token(first, "alice"))).isEqualTo("ok alice");
    assertThat(identityProvider.fetches()).isEqualTo(before + 1);
  }

  @Test
  @DisplayName("K-7 a key source that finds another kind of key under the id is given origin's set")
  void refusedKeySet() {
    switchOn();
    assertThat(app.ask("kept " + token(first, "alice"))).isEqualTo("ok alice");
    JWK other = ec(first.getKeyID());
    identityProvider.publish(other);
    assertThat(app.ask("kept " + token(other, "bob"))).isEqualTo("ok bob");
  }

  @Test
  @DisplayName(
      "K-7 an application that fetches before it has seen the token always fetches for itself")
  void fetchFirst() {
    switchOn();
    String good = token(first, "alice");
    app.ask("fetch-first " + good);
    int before = identityProvider.fetches();
    assertThat(app.ask("fetch-first " + good)).isEqualTo("ok alice");
    assertThat(identityProvider.fetches()).isEqualTo(before + 1);
    identityProvider.publish(rsa("other"));
    assertThat(app.ask("fetch-first " + good)).startsWith("refused");
  }

  @Test
  @DisplayName("K-7 a token that was checked says nothing about the next one of the operation")
  void secondTokenOfAnOperation() {
    switchOn();
    String good = token(first, "alice");
    app.ask("auth " + good);
    JWK second = ec("second");
    identityProvider.publish(first, second);
    assertThat(app.ask("pair " + good + " " + token(second, "bob"))).isEqualTo("ok alice bob");
  }

  @Test
  @DisplayName(
      "K-8 tokens that name unknown keys cause a bounded number of fetches and origin's own"
          + " refusal")
  void unknownKeys() {
    switchOn();
    app.ask("auth " + token(first, "alice"));
    int before = identityProvider.fetches();
    List<String> strangers =
        List.of(
            token(ec("unknown-1"), "mallory"),
            token(ec("unknown-2"), "mallory"),
            token(ec("unknown-3"), "mallory"));
    for (int i = 0; i < 30; i++) {
      assertThat(app.ask("auth " + strangers.get(i % 3)))
          .isEqualTo("refused SecurityException: unknown key");
    }
    assertThat(identityProvider.fetches() - before).isLessThanOrEqualTo(3);
  }

  @Test
  @DisplayName(
      "K-10 a key that changed under the same kid is fetched again after its first failure")
  void sameKid() {
    switchOn();
    app.ask("auth " + token(first, "alice"));
    JWK renewed = rsa("first");
    identityProvider.publish(renewed);
    String fresh = token(renewed, "alice");
    app.ask("auth " + fresh);
    assertThat(app.ask("auth " + fresh)).isEqualTo("ok alice");
  }

  @Test
  @DisplayName("K-3 a page that is no key set is not kept")
  void notAKeySet() {
    switchOn();
    identityProvider.publish();
    String good = token(first, "alice");
    assertThat(app.ask("auth " + good)).startsWith("refused");
    identityProvider.publish(first);
    assertThat(app.ask("auth " + good)).isEqualTo("ok alice");
  }

  @Test
  @DisplayName("S-1 expiry and audience are checked on every request, however hot the memo")
  void otherChecks() {
    switchOn();
    Instant expiry = Instant.now().plus(Duration.ofSeconds(8));
    String shortLived = token(first, "alice", expiry);
    assertThat(app.ask("auth " + shortLived)).isEqualTo("ok alice");
    assertThat(app.ask("auth " + shortLived)).isEqualTo("ok alice");
    assertThat(app.ask("billing " + shortLived))
        .isEqualTo("refused SecurityException: wrong audience");
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> Instant.now().isAfter(expiry));
    assertThat(app.ask("auth " + shortLived)).isEqualTo("refused SecurityException: expired");
  }

  @Test
  @DisplayName("S-2 no change of a known token is accepted")
  void tampered() {
    switchOn();
    String good = token(first, "alice");
    app.ask("auth " + good);
    app.ask("auth " + good);
    String[] parts = good.split("\\.");
    String[] others = token(first, "mallory").split("\\.");
    assertThat(app.ask("auth " + parts[0] + "." + others[1] + "." + parts[2]))
        .isEqualTo("refused SecurityException: bad signature");
    assertThat(app.ask("auth " + parts[0] + "." + parts[1] + "." + others[2]))
        .isEqualTo("refused SecurityException: bad signature");
    JWK impostor = rsa("first");
    assertThat(app.ask("auth " + token(impostor, "alice")))
        .isEqualTo("refused SecurityException: bad signature");
    assertThat(app.ask("auth " + good)).isEqualTo("ok alice");
  }

  @Test
  @DisplayName("S-4 a key that the library no longer finds fails at once, however hot the memo")
  void removedKey() throws Exception {
    switchOn();
    String good = token(first, "alice");
    app.ask("auth " + good);
    app.ask("auth " + good);
    identityProvider.publish(rsa("other"));
    app.dropCache("jwks");
    assertThat(app.ask("auth " + good)).isEqualTo("refused SecurityException: unknown key");
  }

  @Test
  @DisplayName("A-7 an undeployed application can be collected, class loader and all")
  void redeploy() {
    try (AppJvm server =
        AppJvm.on(jdk, home)
            .config(CONFIG)
            .start(RedeployApp.class, identityProvider.keySetUrl())) {
      server.patchPhase("jwks", "{\"enabled\": true}");
      server.patchPhase("jwt", "{\"enabled\": true}");
      for (int i = 0; i < 3; i++) {
        assertThat(server.ask("auth " + token(first, "alice"))).isEqualTo("alice");
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> server.ask("gone").equals("true"));
    }
  }

  @Test
  @DisplayName("H-1 no token appears in what the agent prints or serves")
  void secrets() {
    switchOn();
    String good = token(first, "canary-subject");
    app.ask("auth " + good);
    app.ask("auth " + good);
    for (String path :
        List.of(
            "/api/v1/summary",
            "/api/v1/targets",
            "/api/v1/caches",
            "/api/v1/events",
            "/api/v1/timeseries")) {
      assertThat(app.get(path).toString())
          .doesNotContain(good, good.split("\\.")[2], "canary-subject", app.token());
    }
    assertThat(app.errors())
        .noneMatch(
            line ->
                line.contains(good)
                    || line.contains("canary-subject")
                    || line.contains(app.token()));
  }

  private void switchOn() {
    app.patchPhase("jwks", "{\"enabled\": true}");
    app.patchPhase("jwt", "{\"enabled\": true}");
  }
}
