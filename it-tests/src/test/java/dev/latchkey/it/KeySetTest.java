package dev.latchkey.it;

import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static dev.latchkey.it.harness.TestIdentityProvider.tokenNaming;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.ClientAuthApp;
import dev.latchkey.it.app.NaiveAuthApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a key set's response says, and what becomes of key sets whose provider fails, in unmodified
 * applications.
 */
@ParameterizedClass
@MethodSource("jdks")
class KeySetTest {
  private static final String CONFIG =
      """
      admin: { port: 0 }
      phases: { jwks: { enabled: true } }
      targets:
        - name: authenticate
          layer: auth
          class: dev.latchkey.it.app.NaiveAuthenticator
          method: authenticate
        - name: authenticate-by-header
          layer: auth
          class: dev.latchkey.it.app.NaiveAuthenticator
          method: authenticateByHeader
        - name: authenticate-by-client
          layer: auth
          class: dev.latchkey.it.app.ClientAuthApp
          method: authenticate
        - name: client-fetch
          layer: jwks
          class: dev.latchkey.it.app.ClientAuthApp
          method: fetch(java.lang.String)
          key: [arg0]
        - name: client-fetch-async
          layer: jwks
          class: dev.latchkey.it.app.ClientAuthApp
          method: fetchAsync(java.lang.String)
          key: [arg0]
      """;

  @Parameter Jdk jdk;

  @TempDir Path home;

  private final TestIdentityProvider identityProvider = new TestIdentityProvider();
  private final JWK key = rsa("first");
  private final String good = token(key, "alice");

  static List<Jdk> jdks() {
    // Its waits are long, and nothing in it differs from one JDK to the other.
    return List.of(Jdk.CURRENT);
  }

  @BeforeEach
  void publish() {
    identityProvider.publish(key);
  }

  @AfterEach
  void stop() {
    identityProvider.close();
  }

  private AppJvm start(Class<?> app) {
    return AppJvm.on(jdk, home).config(CONFIG).start(app, identityProvider.keySetUrl());
  }

  @Test
  @DisplayName("K-13 a key set that came from another host after a redirect is not kept")
  void redirect() {
    identityProvider.redirectElsewhere();
    try (AppJvm app = start(NaiveAuthApp.class)) {
      for (int i = 0; i < 3; i++) {
        assertThat(app.ask("auth " + good)).isEqualTo("ok alice");
      }
      assertThat(identityProvider.fetches()).isEqualTo(3);
      app.assertNoAgentErrors();
    }
  }

  @Test
  @DisplayName("K-13 what an attacker's token leads to is not kept and answers for nobody else")
  void attackersKeySet() {
    try (TestIdentityProvider attacker = new TestIdentityProvider();
        AppJvm app = start(NaiveAuthApp.class)) {
      JWK forged = rsa("first");
      attacker.publish(forged);
      assertThat(app.ask("by-header " + good)).isEqualTo("ok alice");
      String named = tokenNaming(attacker.keySetUrl(), forged, "mallory");
      for (int i = 1; i <= 5; i++) {
        assertThat(app.ask("by-header " + named)).as("its own answer").isEqualTo("ok mallory");
        assertThat(attacker.fetches()).as("fetched anew for each request").isEqualTo(i);
      }
      assertThat(app.get("/api/v1/caches").toString())
          .contains("\"layer\":\"jwks\",\"entries\":1,");
      assertThat(app.ask("by-header " + token(forged, "mallory"))).startsWith("refused");
      assertThat(app.ask("by-header " + good)).isEqualTo("ok alice");
      attacker.publish();
      assertThat(app.ask("by-header " + named)).as("nothing was kept").startsWith("refused");
      app.assertNoAgentErrors();
    }
  }

  @Test
  @DisplayName("K-13 a token that names the address that is known is served like any other")
  void knownAddressInAToken() {
    try (AppJvm app = start(NaiveAuthApp.class)) {
      assertThat(app.ask("by-header " + good)).isEqualTo("ok alice");
      String named = tokenNaming(identityProvider.keySetUrl(), key, "bob");
      assertThat(app.ask("by-header " + named)).isEqualTo("ok bob");
      assertThat(identityProvider.fetches()).isEqualTo(1);
      app.assertNoAgentErrors();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"send", "async"})
  @DisplayName("K-13 neither is one that the JDK's other client was sent on for")
  void redirectOfTheClient(String way) {
    try (AppJvm app = start(ClientAuthApp.class)) {
      identityProvider.redirectElsewhere();
      assertThat(app.ask(way + " " + good)).isEqualTo("ok");
      assertThat(app.ask(way + " " + good)).isEqualTo("ok");
      assertThat(identityProvider.fetches()).isEqualTo(2);
      app.assertNoAgentErrors();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"send", "async"})
  void keepsWhatTheClientBrings(String way) {
    try (AppJvm app = start(ClientAuthApp.class)) {
      assertThat(app.ask(way + " " + good)).isEqualTo("ok");
      assertThat(app.ask(way + " " + good)).isEqualTo("ok");
      assertThat(identityProvider.fetches()).isEqualTo(1);
    }
  }

  /** The shortest life there is, a minute, is waited for. */
  @Test
  @DisplayName(
      "K-6 K-11 an outage past a key set's life is bridged, by background fetches, and ends")
  void outage() {
    identityProvider.sendHeaders(Map.of("Cache-Control", "max-age=60"));
    try (AppJvm app = start(NaiveAuthApp.class)) {
      assertThat(app.ask("auth " + good)).isEqualTo("ok alice");
      identityProvider.answerWith(503);
      Awaitility.await()
          .pollInterval(Duration.ofMillis(200))
          .atMost(Duration.ofSeconds(90))
          .until(
              () -> {
                assertThat(app.ask("auth " + good)).isEqualTo("ok alice");
                return outcome(app, "stale") > 0;
              });
      assertThat(identityProvider.fetches()).as("in the background").isGreaterThan(2);
      Awaitility.await().until(() -> events(app).contains("jwks.outage"));

      identityProvider.answerWith(200);
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                assertThat(app.ask("auth " + good)).isEqualTo("ok alice");
                return events(app).contains("jwks.outage.over");
              });
      app.assertNoAgentErrors();
    }
  }

  private static long outcome(AppJvm app, String outcome) {
    return app.target("nimbus-fetch").get("outcomes").path(outcome).asLong();
  }

  private static String events(AppJvm app) {
    return app.get("/api/v1/events").toString();
  }
}
