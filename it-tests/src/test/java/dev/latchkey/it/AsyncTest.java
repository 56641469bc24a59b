package dev.latchkey.it;

import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.AsyncApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole validations kept for methods whose results arrive later, in every form. */
@ParameterizedClass
@MethodSource("jdks")
class AsyncTest {
  private static final String CONFIG =
      """
      admin: { port: 0 }
      phases: { jwt: { enabled: true } }
      targets:
        - { name: future, layer: jwt, tier: full, class: dev.latchkey.it.app.AsyncValidator, method: future, assume-pure: true, expires-at: result.expiresAt }
        - { name: mono, layer: jwt, tier: full, class: dev.latchkey.it.app.AsyncValidator, method: mono, assume-pure: true, expires-at: result.expiresAt }
        - { name: uni, layer: jwt, tier: full, class: dev.latchkey.it.app.AsyncValidator, method: uni, assume-pure: true, expires-at: result.expiresAt }
        - { name: vertx, layer: jwt, tier: full, class: dev.latchkey.it.app.AsyncValidator, method: vertx, assume-pure: true, expires-at: result.expiresAt }
        - { name: many, layer: jwt, tier: full, class: dev.latchkey.it.app.AsyncValidator, method: many, assume-pure: true }
        - { name: suspending, layer: jwt, tier: full, class: dev.latchkey.it.app.AsyncValidator, method: suspending, assume-pure: true }
      """;

  @Parameter Jdk jdk;

  @TempDir Path home;

  private final JWK key = rsa("first");
  private AppJvm app;

  static List<Jdk> jdks() {
    return Jdk.forFeatures();
  }

  @BeforeEach
  void start() {
    String publicKey = key.toPublicJWK().toJSONString();
    app =
        AppJvm.on(jdk, home)
            .options("-Xverify:all")
            .config(CONFIG)
            .start(AsyncApp.class, publicKey);
  }

  @AfterEach
  void stop() {
    app.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"future", "mono", "uni", "vertx"})
  @DisplayName("A-1 a value is kept on success and given to each caller anew, a failure never")
  void kept(String form) {
    String good = token(key, "alice");
    String forged = token(rsa("first"), "alice");
    for (int i = 0; i < 10; i++) {
      assertThat(app.ask(form + " " + good)).isEqualTo("ok alice");
      assertThat(app.ask(form + " " + forged))
          .isEqualTo("refused SecurityException: bad signature");
    }
    Awaitility.await().until(() -> app.target(form).get("calls").asLong() == 20);
    // A hit in a thousand is checked against the validator, and counts as a miss.
    JsonNode outcomes = app.target(form).get("outcomes");
    long hits = outcomes.get("hit").asLong();
    assertThat(hits).isBetween(8L, 9L);
    assertThat(outcomes.get("miss").asLong()).isEqualTo(20 - hits);
    assertThat(app.ask("runs")).isEqualTo(String.valueOf(20 - hits));
    assertThat(app.target(form).get("errors").asLong()).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"future", "mono", "uni", "vertx"})
  @DisplayName("A-1 with the phase off every call is timed to the end of its work, and none kept")
  void phaseOff(String form) {
    app.patchPhase("jwt", "{\"enabled\": false}");
    String good = token(key, "alice");
    for (int i = 0; i < 3; i++) {
      assertThat(app.ask(form + " " + good)).isEqualTo("ok alice");
    }
    assertThat(app.ask("runs")).isEqualTo("3");
    Awaitility.await().until(() -> app.target(form).get("calls").asLong() == 3);
    assertThat(app.target(form).get("outcomes").get("disabled").asLong()).isEqualTo(3);
  }

  @Test
  @DisplayName("V-3 a publisher assembled while its token was good refuses it once it is not")
  void expiredSinceAssembled() {
    Instant expiry = Instant.now().plus(Duration.ofSeconds(8));
    String shortLived = token(key, "alice", expiry);
    assertThat(app.ask("mono " + shortLived)).isEqualTo("ok alice");
    assertThat(app.ask("assemble " + shortLived)).isEqualTo("assembled");
    assertThat(app.ask("subscribe")).isEqualTo("ok alice");
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Instant.now().isAfter(expiry));
    assertThat(app.ask("subscribe")).isEqualTo("refused SecurityException: expired");
  }

  @Test
  @DisplayName("A-1 a Kotlin suspend function and a stream of values are left alone and explained")
  void leftAlone() {
    String good = token(key, "alice");
    for (int i = 0; i < 2; i++) {
      assertThat(app.ask("suspending " + good)).isEqualTo("ok alice");
      assertThat(app.ask("many " + good)).isEqualTo("ok alice");
    }
    assertThat(reason("suspending")).contains("Kotlin suspend function: left alone");
    assertThat(reason("many")).contains("unsupported return type reactor.core.publisher.Flux");
  }

  private String reason(String target) {
    JsonNode found = app.target(target);
    assertThat(found.get("calls").asLong()).isZero();
    assertThat(found.get("state").asText()).isEqualTo("refused");
    return found.get("reason").asText();
  }
}
