package dev.latchkey.it;

import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.GuardedApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java up to 23 has security managers; the application's policy does not know of the agent. */
class SecurityManagerTest {
  private static final String ON =
      "admin: { port: 0 }\nphases: { jwks: { enabled: true }, jwt: { enabled: true } }\n";

  @TempDir Path home;

  private final TestIdentityProvider identityProvider = new TestIdentityProvider();
  private final JWK key = rsa("first");

  @BeforeEach
  void begin() {
    assumeTrue(Jdk.CURRENT.version() < 24, "this Java has no security manager");
    identityProvider.publish(key);
  }

  @AfterEach
  void end() {
    identityProvider.close();
  }

  @Test
  void worksWhereTheApplicationInstallsOneLater() throws IOException {
    try (AppJvm app = start("allow", policy(""))) {
      authenticates(app);
      assertThat(app.get("/api/v1/summary").isObject()).isTrue();
      assertThat(app.hits("jwt")).isPositive();
      app.patchPhase("jwt", "{\"enabled\": false}");
      assertThat(app.ask("auth " + token(key, "bob"))).isEqualTo("ok bob");
      app.assertNoAgentErrors();
    }
  }

  @Test
  void saysWhatItNeedsWhereOneIsThereFromTheBeginning() throws IOException {
    try (AppJvm app = start("default", policy(""))) {
      authenticates(app);
      assertThat(app.errors())
          .filteredOn(line -> line.contains("[latchkey]"))
          .singleElement()
          .asString()
          .contains("LK-2001", "runs without it", "grant java.security.AllPermission");
    }
  }

  @Test
  void worksWhereThePolicyGrantsItEverything() throws IOException {
    String grant =
        "grant codeBase \"file:%s\" { permission java.security.AllPermission; };\n"
            .formatted(AppJvm.latchkeyJar());
    try (AppJvm app = start("default", policy(grant))) {
      authenticates(app);
      assertThat(app.hits("jwt")).isPositive();
      app.assertNoAgentErrors();
    }
  }

  private void authenticates(AppJvm app) {
    String good = token(key, "alice");
    for (int i = 0; i < 3; i++) {
      assertThat(app.ask("auth " + good)).isEqualTo("ok alice");
    }
    assertThat(app.ask("auth " + token(rsa("first"), "mallory")))
        .isEqualTo("refused SecurityException: bad signature");
  }

  private AppJvm start(String how, Path policy) {
    return AppJvm.on(Jdk.CURRENT, home)
        .options("-Djava.security.manager=" + how, "-Djava.security.policy==" + policy)
        .config(ON)
        .start(GuardedApp.class, identityProvider.keySetUrl());
  }

  /** Grants all to what is on the class path of the tests, each by itself. */
  private Path policy(String more) throws IOException {
    StringBuilder policy = new StringBuilder(more);
    for (String element :
        System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
      String location = Files.isDirectory(Path.of(element)) ? element + "/-" : element;
      policy.append(
          "grant codeBase \"file:%s\" { permission java.security.AllPermission; };\n"
              .formatted(location));
    }
    return Files.writeString(home.resolve("app.policy"), policy);
  }
}
