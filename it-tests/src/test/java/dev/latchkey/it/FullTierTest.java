package dev.latchkey.it;

import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.acme.auth.AcmeApp;
import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Cli;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
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

/** Whole validations kept in an unmodified application: its own validator, and Nimbus' one. */
@ParameterizedClass
@MethodSource("jdks")
class FullTierTest {
  private static final String CONFIG =
      """
      admin: { port: 0 }
      phases:
        jwt: { enabled: true }
        jwks: { enabled: true }
      targets:
        - { name: nimbus-process, tier: full }
        - { name: nimbus-process-signed, tier: full }
        - name: acme-validate
          layer: jwt
          tier: full
          class: com.acme.auth.TokenService
          method: validate(java.lang.String)
          expires-at: result.expiresAt
          assume-pure: true
          invalidated-by: [{ class: com.acme.auth.TokenService, method: revoke, key: [arg0] }]
        - name: acme-bean
          layer: jwt
          tier: full
          class: com.acme.auth.TokenService
          method: validateToBean
          assume-pure: true
        - name: acme-require
          layer: jwt
          tier: full
          class: com.acme.auth.TokenService
          method: require
          assume-pure: true
      """;

  @Parameter Jdk jdk;

  @TempDir Path home;

  private final TestIdentityProvider identityProvider = new TestIdentityProvider();
  private final JWK key = rsa("first");
  private AppJvm app;

  static List<Jdk> jdks() {
    // Its waits are long, and nothing in it differs from one JDK to the other.
    return Jdk.all().subList(0, 1);
  }

  @BeforeEach
  void start() {
    identityProvider.publish(key);
    app =
        AppJvm.on(jdk, home)
            .config(CONFIG)
            .start(
                AcmeApp.class,
                key.toPublicJWK().toJSONString().replace(" ", ""),
                identityProvider.keySetUrl());
  }

  @AfterEach
  void stop() {
    app.close();
    identityProvider.close();
  }

  /** One hit in a thousand runs the application's own code as well, to compare (rule M-3). */
  private void assertRuns(int expected) {
    int runs = Integer.parseInt(app.ask("runs").substring("ok ".length()));
    assertThat(runs).isBetween(expected, expected + 1);
  }

  @Test
  @DisplayName(
      "C-5 C-7 a phase that is rolled back forgets, and what takes answers back stays woven")
  void revokedWhileOff() {
    String good = token(key, "alice");
    assertThat(app.ask("validate " + good)).startsWith("ok alice");
    assertThat(app.ask("validate " + good)).startsWith("ok alice");
    assertThat(hits("acme-validate")).isPositive();
    app.patchPhase("jwt", "{\"enabled\":false}");
    assertThat(app.ask("revoke " + good)).isEqualTo("ok revoked");
    assertThat(app.target("acme-validate-invalidated-0").get("calls").asLong()).isEqualTo(1);
    app.patchPhase("jwt", "{\"enabled\":true}");
    assertThat(app.ask("validate " + good)).isEqualTo("SecurityException refused");
  }

  @Test
  @DisplayName(
      "C-5 C-7 what was revoked after a detach is refused by the next agent: it starts empty")
  void revokedWhileDetached() throws Exception {
    String good = token(key, "alice");
    app.dashboard();
    assertThat(app.ask("validate " + good)).startsWith("ok alice");
    assertThat(app.ask("validate " + good)).startsWith("ok alice");
    app.loadAgent("detach");
    assertThat(app.ask("revoke " + good)).isEqualTo("ok revoked");
    app.loadAgent("config=" + home.resolve("latchkey.yaml"));
    assertThat(app.ask("validate " + good)).isEqualTo("SecurityException refused");
  }

  @Test
  @DisplayName("M-1 every caller gets a result of his own, with the token that he presented")
  void ownResults() {
    String good = token(key, "alice");
    for (int i = 0; i < 20; i++) {
      assertThat(app.ask("validate " + good)).isEqualTo("ok alice [user] true");
    }
    assertRuns(1);
    assertThat(hits("acme-validate")).isBetween(18L, 19L);
  }

  @Test
  @DisplayName("M-1 a claims set that a caller changed is the next caller's as it was")
  void nimbus() {
    Instant end = Instant.now().plus(Duration.ofHours(1));
    String good = token(key, "alice", end);
    for (int i = 0; i < 20; i++) {
      assertThat(app.ask("nimbus " + good)).isEqualTo("ok alice " + end.getEpochSecond());
    }
    assertThat(hits("nimbus-process")).isGreaterThanOrEqualTo(17);
  }

  @Test
  @DisplayName("V-6 a result that cannot be copied is never kept, and the target says why")
  void bean() {
    String good = token(key, "alice");
    for (int i = 0; i < 3; i++) {
      assertThat(app.ask("bean " + good)).isEqualTo("ok alice");
    }
    assertRuns(3);
    assertThat(app.target("acme-bean").toString())
        .contains("com.acme.auth.TokenService$Bean cannot be copied; give rebuild");
  }

  @Test
  @DisplayName(
      "V-6 what can never be kept whole refuses to, and the log, the API and explain say why")
  void refusal() {
    String why = "it marks the parsed token that it is given as verified; ask for nimbus-process";
    app.ask("nimbus " + token(key, "alice"));

    assertThat(app.target("nimbus-process-signed").get("reason").asText())
        .isEqualTo("timed only: tier full is refused, " + why);
    Cli.Outcome explained =
        Cli.run(home, "explain", "--url", app.dashboard().toString(), "nimbus-process-signed");
    assertThat(explained.output()).contains("tier full is refused, " + why);
    assertThat(app.errors()).anyMatch(line -> line.contains("LK-2009") && line.contains(why));
  }

  @Test
  @DisplayName("V-2 an expired token is refused at once, however hot, and one of a void method too")
  void expiry() {
    String another = token(key, "bob");
    app.ask("validate " + another); // so that nothing has to be loaded while the short life runs
    app.ask("require " + another);
    Instant end =
        Instant.now()
            .plus(Duration.ofSeconds(8))
            .truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    String good = token(key, "alice", end);
    for (String command : new String[] {"validate ", "require ", "validate ", "require "}) {
      assertThat(app.ask(command + good)).startsWith("ok");
    }
    assertRuns(4);
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Instant.now().isAfter(end));
    assertThat(app.ask("validate " + good)).isEqualTo("SecurityException refused");
    assertThat(app.ask("require " + good)).isEqualTo("SecurityException refused");
  }

  @Test
  @DisplayName("G-6 a validator of another audience gives its own answer for the same token")
  void otherAudience() {
    String good = token(key, "alice");
    app.ask("validate " + good);
    app.ask("nimbus " + good);
    assertThat(app.ask("billing " + good)).isEqualTo("SecurityException refused");
    assertThat(app.ask("nimbus-other " + good)).startsWith("BadJWTException");
    assertThat(app.ask("validate " + good)).startsWith("ok alice");
  }

  @Test
  @DisplayName("G-2 no change of a kept token is accepted, and no part of it stands for it")
  void tampered() {
    String good = token(key, "alice");
    app.ask("validate " + good);
    String[] parts = good.split("\\.");
    String[] others = token(key, "mallory").split("\\.");
    assertThat(app.ask("validate " + parts[0] + "." + others[1] + "." + parts[2]))
        .isEqualTo("SecurityException refused");
    assertThat(app.ask("validate " + token(rsa("first"), "alice")))
        .isEqualTo("SecurityException refused");
    assertThat(app.ask("validate " + parts[0] + "." + parts[1] + ".")).doesNotStartWith("ok");
    assertThat(app.ask("validate eyJhbGciOiJub25lIn0." + parts[1] + ".")).doesNotStartWith("ok");
  }

  @Test
  @DisplayName("N-1 what the validator throws passes as it is, of any kind, and is asked for again")
  void failures() {
    for (int i = 0; i < 2; i++) {
      assertThat(app.ask("validate " + token(key, "checked"))).isEqualTo("IOException checked");
      assertThat(app.ask("validate " + token(key, "unchecked")))
          .isEqualTo("IllegalStateException unchecked");
      assertThat(app.ask("validate " + token(key, "error"))).isEqualTo("AssertionError error");
    }
    assertRuns(6);
  }

  @Test
  @DisplayName("V-5 a validator whose settings change forgets what it accepted before")
  void settings() {
    String good = token(key, "alice");
    app.ask("nimbus " + good);
    assertThat(app.ask("nimbus " + good)).startsWith("ok");
    assertThat(app.ask("nimbus-narrow")).isEqualTo("ok narrow");
    assertThat(app.ask("nimbus " + good)).startsWith("BadJWTException");
  }

  @Test
  @DisplayName("O-4 a revoked subject or token is asked about anew before the call returns")
  void revocation() throws Exception {
    String good = token(key, "alice");
    app.ask("validate " + good);
    revoke("{\"sub\": \"alice\"}");
    app.ask("validate " + good);
    app.ask("validate " + good);
    assertRuns(3);

    String second = token(key, "bob");
    app.ask("validate " + second);
    revoke("{\"tokenSha256\": \"" + sha256(second) + "\"}");
    app.ask("validate " + second);
    assertRuns(5);
    assertThat(app.get("/api/v1/events").toString()).contains("revocation").doesNotContain("alice");
  }

  @Test
  @DisplayName("H-2 the heap holds no token once the application let go of it")
  void heap() throws IOException {
    String good = token(key, "alice");
    for (int i = 0; i < 3; i++) {
      app.ask("validate " + good);
      app.ask("nimbus " + good);
      app.ask("require " + good);
    }
    // The application's own buffers hold the last lines that it read.
    for (int i = 0; i < 50; i++) {
      app.ask("validate " + "x".repeat(good.length()));
    }
    Path dump = home.resolve("heap.hprof");
    app.ask("dump " + dump);
    String signature = good.substring(good.lastIndexOf('.') + 1);
    assertThat(
            new String(Files.readAllBytes(dump), StandardCharsets.ISO_8859_1).contains(signature))
        .isFalse();
  }

  private long hits(String target) {
    return app.target(target).get("outcomes").get("hit").asLong();
  }

  private void revoke(String body) {
    var response =
        app.send(
            HttpRequest.newBuilder(app.dashboard().resolve("/api/v1/revocations"))
                .header("Authorization", "Bearer " + app.token())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.body()).contains("\"dropped\":1");
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
