package dev.latchkey.it;

import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.DetachApp;
import dev.latchkey.it.app.NaiveAuthenticator;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Bytecode;
import dev.latchkey.it.harness.Cli;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent taken out of an application that runs on, with both phases in use. */
@ParameterizedClass
@MethodSource("jdks")
class DetachTest {
  private static final int CYCLES = Integer.getInteger("detach.cycles", 2);
  private static final String CONFIG =
      """
      admin: { port: 0 }
      targets:
        - name: authenticate
          layer: auth
          class: dev.latchkey.it.app.NaiveAuthenticator
          method: authenticate
        - { name: wait, layer: other, class: dev.latchkey.it.app.DetachApp$Waiting, method: await }
      phases: { jwks: { enabled: true }, jwt: { enabled: true } }
      """;

  @Parameter Jdk jdk;

  @TempDir Path home;

  private final TestIdentityProvider identityProvider = new TestIdentityProvider();
  private final JWK key = rsa("first");
  private final String good = token(key, "alice");
  private Path config;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @BeforeEach
  void publish() throws IOException {
    identityProvider.publish(key);
    config = Files.writeString(home.resolve("latchkey.yaml"), CONFIG);
  }

  @AfterEach
  void close() {
    identityProvider.close();
  }

  private AppJvm.Builder app() {
    return AppJvm.on(jdk, home)
        .options(
            "-XX:+EnableDynamicAgentLoading",
            "--add-opens",
            "java.base/java.lang=ALL-UNNAMED",
            // Caches of the JDK keep classes softly: the next collection is to clear them.
            "-XX:SoftRefLRUPolicyMSPerMB=0");
  }

  private AppJvm start(AppJvm.Builder builder) {
    AppJvm app = builder.start(DetachApp.class, identityProvider.keySetUrl());
    app.ask("agent-threads"); // a JVM takes no agent before its modules are there
    return app;
  }

  private void authenticateOften(AppJvm app) {
    for (int i = 0; i < 5; i++) {
      assertThat(app.ask("auth " + good)).isEqualTo("alice");
    }
  }

  private static Path portFile(AppJvm app) {
    return Path.of(System.getProperty("java.io.tmpdir"), "latchkey-" + app.pid() + ".port");
  }

  private static void assertNothingIsLeft(AppJvm app, URI dashboard) {
    assertThat(app.ask("agent-threads")).isEqualTo("[]");
    assertThat(portFile(app)).doesNotExist();
    assertThatThrownBy(
            () -> new Socket(InetAddress.getLoopbackAddress(), dashboard.getPort()).close())
        .isInstanceOf(IOException.class);
    assertThat(app.ask("loaders-left")).as("class loaders of the agent").isEqualTo("0");
  }

  @Test
  @DisplayName("A-7 nothing is left of an agent that was attached: no thread, port, file or loader")
  void leavesNothingOfAnAttachedAgent() {
    try (AppJvm app = start(app().withoutAgent())) {
      authenticateOften(app);
      assertThat(app.attach("--config", "latchkey.yaml").exitCode()).isZero();
      authenticateOften(app);
      assertThat(app.get("/api/v1/caches").toString())
          .contains("\"layer\":\"jwks\",\"entries\":1", "\"layer\":\"jwt\",\"entries\":1");
      assertThat(app.ask("keep-loader")).isEqualTo("kept 1");
      assertThat(portFile(app)).exists();
      URI dashboard = app.dashboard();
      Cli.Outcome outcome = app.detach();
      assertThat(outcome.all()).contains("LK-2040").doesNotContain("LK-2041", "LK-2044");
      assertThat(outcome.exitCode()).isZero();
      authenticateOften(app);
      assertNothingIsLeft(app, dashboard);
    }
  }

  @Test
  @DisplayName("A-7 nothing is left of an agent that was there from the start")
  void leavesNothingOfAnAgentThatStartedWithTheApplication() {
    try (AppJvm app = start(app().config(config))) {
      URI dashboard = app.dashboard();
      authenticateOften(app);
      app.ask("keep-loader");
      assertThat(app.detach().exitCode()).isZero();
      authenticateOften(app);
      assertNothingIsLeft(app, dashboard);
    }
  }

  @Test
  void givesEveryMethodItsOwnBytecodeBack() throws Exception {
    AppJvm.Builder debugged = app().withoutAgent().options(Bytecode.OPTION);
    try (AppJvm app = debugged.start(DetachApp.class, identityProvider.keySetUrl())) {
      int own = lengthOfAuthenticate(app);
      app.attach("--config", "latchkey.yaml");
      assertThat(lengthOfAuthenticate(app)).isGreaterThan(own);
      app.detach();
      assertThat(lengthOfAuthenticate(app)).isEqualTo(own);
    }
  }

  /** The JVM prints a new port each time that it waits for a debugger. */
  private int lengthOfAuthenticate(AppJvm app) throws Exception {
    String listening = app.nextLine();
    String port = listening.substring(listening.lastIndexOf(':') + 1).trim();
    assertThat(app.ask("auth " + good)).isEqualTo("alice");
    return Bytecode.length(port, NaiveAuthenticator.class, "authenticate");
  }

  @Test
  @DisplayName(
      "A-7 a call that runs through a detach ends as the application wants and keeps nothing")
  void endsACallThatRunsThroughADetach() {
    try (AppJvm app = start(app().withoutAgent())) {
      assertThat(app.attach("--config", "latchkey.yaml").exitCode()).isZero();
      URI dashboard = app.dashboard();
      app.ask("keep-loader");
      assertThat(app.ask("hold")).isEqualTo("inside");
      assertThat(app.detach().exitCode()).isZero();
      assertThat(app.ask("release")).isEqualTo("released");
      assertNothingIsLeft(app, dashboard);
    }
  }

  @Test
  @DisplayName("I-3 a call that began under an earlier agent is no call of the next one")
  void endsACallThatRunsIntoTheNextAgent() throws Exception {
    try (AppJvm app = start(app().withoutAgent())) {
      app.loadAgent("config=" + config);
      app.ask("keep-loader");
      assertThat(app.ask("hold")).isEqualTo("inside");
      app.loadAgent("detach");
      app.loadAgent("config=" + config);
      assertThat(app.ask("release")).isEqualTo("released");
      assertThat(app.target("wait").get("calls").asLong()).isZero();
      assertThat(app.ask("loaders-left")).isEqualTo("0");
      app.assertNoAgentErrors();
    }
  }

  @Test
  @DisplayName(
      "C-5 what was revoked between two agents is refused under the second: it starts empty")
  void startsEmptyAfterADetach() throws Exception {
    try (AppJvm app = start(app().withoutAgent())) {
      authenticateOften(app);
      app.loadAgent("config=" + config);
      authenticateOften(app);
      int fetches = identityProvider.fetches();
      app.loadAgent("detach");
      JWK next = rsa("second");
      identityProvider.publish(next);
      app.loadAgent("config=" + config);
      assertThat(app.ask("auth " + good)).isEqualTo("refused");
      assertThat(app.ask("auth " + token(next, "bob"))).isEqualTo("bob");
      assertThat(identityProvider.fetches()).isGreaterThan(fetches);
    }
  }

  @Test
  @DisplayName("A-7 agents come and go under load and leave nothing behind")
  void comesAndGoesUnderLoad() throws Exception {
    try (AppJvm app = start(app().withoutAgent())) {
      assertThat(app.ask("load " + good + " alice")).isEqualTo("loading");
      URI dashboard = null;
      for (int i = 0; i < CYCLES; i++) {
        app.loadAgent("config=" + config);
        app.ask("keep-loader");
        dashboard = app.dashboard();
        app.loadAgent("detach");
      }
      assertThat(app.ask("end-load")).isEqualTo("calls, wrong: 0");
      assertThat(app.errors()).noneMatch(line -> line.contains("WARN") || line.contains("ERROR"));
      assertNothingIsLeft(app, dashboard);
      app.loadAgent("config=" + config);
      authenticateOften(app);
      assertThat(app.target("authenticate").get("calls").asLong()).isEqualTo(5);
    }
  }

  @Test
  void saysThatThereIsNothingToDetach() {
    try (AppJvm app = start(app().withoutAgent())) {
      Cli.Outcome outcome = app.detach();
      assertThat(outcome.exitCode()).isEqualTo(3);
      assertThat(outcome.errors()).contains("LK-2042");
    }
  }
}
