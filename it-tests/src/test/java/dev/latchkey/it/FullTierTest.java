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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
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

  private static final JWK KEY = rsa("first");

  @TempDir static Path homes;

  private static TestIdentityProvider identityProvider;
  private static AppJvm shared;
  private static int issued;

  @Parameter Jdk jdk;

  private AppJvm app = shared;
  private int runsBefore;

  static List<Jdk> jdks() {
    return Jdk.forFeatures();
  }

  /**
   * Most tests share one application: each has tokens of its own, and counts from where it began.
   */
  @BeforeParameterizedClassInvocation
  static void startApplication(Jdk jdk) throws IOException {
    identityProvider = new TestIdentityProvider();
    identityProvider.publish(KEY);
    shared = start(jdk, Files.createDirectory(homes.resolve("jdk" + jdk.version())));
  }

  @AfterParameterizedClassInvocation
  static void stopApplication() {
    shared.close();
    identityProvider.close();
  }

  private static AppJvm start(Jdk jdk, Path home) {
    return AppJvm.on(jdk, home)
        .config(CONFIG)
        .start(
            AcmeApp.class,
            KEY.toPublicJWK().toJSONString().replace(" ", ""),
            identityProvider.keySetUrl());
  }

  @BeforeEach
  void count() {
    runsBefore = runs();
  }

  /** An application of the test's own, for what would be in the way of the others. */
  private AppJvm own(Path home) {
    app = start(jdk, home);
    return app;
  }

  /** Issues a token that no other test has. */
  private static String good(String subject) {
    return token(KEY, subject, Instant.now().plus(Duration.ofHours(++issued)));
  }

  private int runs() {
    return Integer.parseInt(app.ask("runs").substring("ok ".length()));
  }

  /** One hit in a thousand runs the application's own code as well, to compare (rule M-3). */
  private void assertRuns(int expected) {
    assertThat(runs() - runsBefore).isBetween(expected, expected + 1);
  }

  @Test
  @DisplayName(
      "C-5 C-7 a phase that is rolled back forgets, and what takes answers back stays woven")
  void revokedWhileOff() {
    String good = good("alice");
    assertThat(app.ask("validate " + good)).startsWith("ok alice");
    assertThat(app.ask("validate " + good)).startsWith("ok alice");
    assertThat(hits("acme-validate")).isPositive();
    app.patchPhase("jwt", "{\"enabled\":false}");
    long calls = app.target("acme-validate-invalidated-0").get("calls").asLong();
    assertThat(app.ask("revoke " + good)).isEqualTo("ok revoked");
    assertThat(app.target("acme-validate-invalidated-0").get("calls").asLong() - calls)
        .isEqualTo(1);
    app.patchPhase("jwt", "{\"enabled\":true}");
    assertThat(app.ask("validate " + good)).isEqualTo("SecurityException refused");
  }

  @Test
  @DisplayName(
      "C-5 C-7 what was revoked after a detach is refused by the next agent: it starts empty")
  void revokedWhileDetached(@TempDir Path home) throws Exception {
    try (AppJvm detached = own(home)) {
      revokeWhileDetached(detached);
    }
  }

  private void revokeWhileDetached(AppJvm app) throws Exception {
    String good = good("alice");
    app.dashboard();
    assertThat(app.ask("validate " + good)).startsWith("ok alice");
    assertThat(app.ask("validate " + good)).startsWith("ok alice");
    app.loadAgent("detach");
    assertThat(app.ask("revoke " + good)).isEqualTo("ok revoked");
    app.loadAgent("config=" + app.home().resolve("latchkey.yaml"));
    assertThat(app.ask("validate " + good)).isEqualTo("SecurityException refused");
  }

  @Test
  @DisplayName("M-1 every caller gets a result of his own, with the token that he presented")
  void ownResults() {
    String good = good("alice");
    long before = hits("acme-validate");
    for (int i = 0; i < 20; i++) {
      assertThat(app.ask("validate " + good)).isEqualTo("ok alice [user] true");
    }
    assertRuns(1);
    assertThat(hits("acme-validate") - before).isBetween(18L, 19L);
  }

  @Test
  @DisplayName("M-1 a claims set that a caller changed is the next caller's as it was")
  void nimbus() {
    Instant end = Instant.now().plus(Duration.ofHours(++issued));
    String good = token(KEY, "alice", end);
    long before = hits("nimbus-process");
    for (int i = 0; i < 20; i++) {
      assertThat(app.ask("nimbus " + good)).isEqualTo("ok alice " + end.getEpochSecond());
    }
    assertThat(hits("nimbus-process") - before).isGreaterThanOrEqualTo(17);
  }

  @Test
  @DisplayName("V-6 a result that cannot be copied is never kept, and the target says why")
  void bean() {
    String good = good("alice");
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
    app.ask("nimbus " + good("alice"));

    assertThat(app.target("nimbus-process-signed").get("reason").asText())
        .isEqualTo("timed only: tier full is refused, " + why);
    Cli.Outcome explained =
        Cli.run(
            app.home(), "explain", "--url", app.dashboard().toString(), "nimbus-process-signed");
    assertThat(explained.output()).contains("tier full is refused, " + why);
    assertThat(app.errors()).anyMatch(line -> line.contains("LK-2009") && line.contains(why));
  }

  @Test
  @DisplayName("V-2 an expired token is refused at once, however hot, and one of a void method too")
  void expiry() {
    String another = good("bob");
    app.ask("validate " + another); // so that nothing has to be loaded while the short life runs
    app.ask("require " + another);
    Instant end =
        Instant.now()
            .plus(Duration.ofSeconds(8))
            .truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    String good = token(KEY, "alice", end);
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
    String good = good("alice");
    app.ask("validate " + good);
    app.ask("nimbus " + good);
    assertThat(app.ask("billing " + good)).isEqualTo("SecurityException refused");
    assertThat(app.ask("nimbus-other " + good)).startsWith("BadJWTException");
    assertThat(app.ask("validate " + good)).startsWith("ok alice");
  }

  @Test
  @DisplayName("G-2 no change of a kept token is accepted, and no part of it stands for it")
  void tampered() {
    String good = good("alice");
    app.ask("validate " + good);
    String[] parts = good.split("\\.");
    String[] others = good("mallory").split("\\.");
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
      assertThat(app.ask("validate " + good("checked"))).isEqualTo("IOException checked");
      assertThat(app.ask("validate " + good("unchecked")))
          .isEqualTo("IllegalStateException unchecked");
      assertThat(app.ask("validate " + good("error"))).isEqualTo("AssertionError error");
    }
    assertRuns(6);
  }

  @Test
  @DisplayName("V-5 a validator whose settings change forgets what it accepted before")
  void settings(@TempDir Path home) {
    try (AppJvm changed = own(home)) {
      changeSettings(changed);
    }
  }

  private static void changeSettings(AppJvm app) {
    String good = good("alice");
    app.ask("nimbus " + good);
    assertThat(app.ask("nimbus " + good)).startsWith("ok");
    assertThat(app.ask("nimbus-narrow")).isEqualTo("ok narrow");
    assertThat(app.ask("nimbus " + good)).startsWith("BadJWTException");
  }

  @Test
  @DisplayName("O-4 a revoked subject or token is asked about anew before the call returns")
  void revocation() throws Exception {
    String good = good("rita");
    app.ask("validate " + good);
    revoke("{\"sub\": \"rita\"}");
    app.ask("validate " + good);
    app.ask("validate " + good);
    assertRuns(3);

    String second = good("bob");
    app.ask("validate " + second);
    revoke("{\"tokenSha256\": \"" + sha256(second) + "\"}");
    app.ask("validate " + second);
    assertRuns(5);
    assertThat(app.get("/api/v1/events").toString()).contains("revocation").doesNotContain("rita");
  }

  @Test
  @DisplayName("H-2 the heap holds no token once the application let go of it")
  void heap() throws IOException {
    String good = good("alice");
    for (int i = 0; i < 3; i++) {
      app.ask("validate " + good);
      app.ask("nimbus " + good);
      app.ask("require " + good);
    }
    // The application's own buffers hold the last lines that it read.
    for (int i = 0; i < 50; i++) {
      app.ask("validate " + "x".repeat(good.length()));
    }
    Path dump = app.home().resolve("heap.hprof");
    app.ask("dump " + dump);
    String signature = good.substring(good.lastIndexOf('.') + 1);
    assertThat(
            new String(Files.readAllBytes(dump), StandardCharsets.ISO_8859_1).contains(signature))
        .isFalse();
  }

  private long hits(String target) {
    return app.target(target).get("outcomes").path("hit").asLong();
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
