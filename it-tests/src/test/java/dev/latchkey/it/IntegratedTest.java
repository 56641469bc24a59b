package dev.latchkey.it;

import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.NaiveAuthApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Phase 5 in an unmodified application: whole authentications from memory. */
class IntegratedTest {
  private static final int TRIAL = 10;
  private static final String CONFIG =
      """
      admin: { port: 0 }
      phases:
        jwks: { enabled: true }
        jwt: { enabled: true }
        session: { enabled: true, trial: 10 }
        integrated: { enabled: true }
      targets:
        - name: authenticate
          layer: auth
          class: dev.latchkey.it.app.NaiveAuthenticator
          method: authenticate
          tier: full
          token: arg0
          assume-pure: true
      """;

  @TempDir Path home;

  private final TestIdentityProvider identityProvider = new TestIdentityProvider();
  private final JWK key = rsa("first");
  private final String good = token(key, "alice");
  private AppJvm app;

  @BeforeEach
  void start() {
    identityProvider.publish(key);
    app =
        AppJvm.on(Jdk.all().get(0), home)
            .config(CONFIG)
            .start(NaiveAuthApp.class, identityProvider.keySetUrl());
    for (int i = 0; i < TRIAL + 10; i++) {
      assertThat(app.ask("auth " + good)).isEqualTo("ok alice");
    }
    assertThat(hits()).isPositive();
  }

  @AfterEach
  void stop() {
    app.close();
    identityProvider.close();
  }

  private long hits() {
    return app.target("authenticate").path("outcomes").path("hit").asLong();
  }

  @Test
  @DisplayName("C-1 a token is refused as soon as a key set without its key was seen")
  void fallsWithItsKey() {
    JWK next = rsa("next");
    identityProvider.publish(next);
    assertThat(app.ask("auth " + token(next, "bob"))).isEqualTo("ok bob");

    assertThat(app.ask("auth " + good)).startsWith("refused");
    assertThat(app.ask("auth " + good)).startsWith("refused");
  }

  @Test
  @DisplayName("G-6 C-2 answers are one object's own, and fall with their subject")
  void isItsOwn() {
    assertThat(app.ask("billing " + good)).isEqualTo("refused SecurityException: wrong audience");
    long before = hits();
    var dropped =
        app.send(
            HttpRequest.newBuilder(
                    app.dashboard().resolve("/api/v1/caches/session?subject=alice"))
                .header("Authorization", "Bearer " + app.token())
                .DELETE());
    assertThat(dropped.statusCode()).isEqualTo(200);
    assertThat(app.ask("auth " + good)).isEqualTo("ok alice");
    assertThat(hits()).isEqualTo(before);
  }
}
