package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.latchkey.it.app.QuietApp;
import dev.latchkey.it.app.ShapesApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Cli;
import dev.latchkey.it.harness.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent loaded by the command line into an application that runs already. */
@ParameterizedClass
@MethodSource("jdks")
class AttachTest {
  private static final String ALLOWED = "-XX:+EnableDynamicAgentLoading";
  private static final String CONFIG =
      """
      admin: { port: 0 }
      presets: none
      targets:
        - { name: depth, layer: other, class: dev.latchkey.it.app.Shapes$Mixed, method: depth }
      """;

  @Parameter Jdk jdk;

  @TempDir Path home;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  private AppJvm start(String... options) throws IOException {
    Files.writeString(home.resolve("latchkey.yaml"), CONFIG);
    return AppJvm.on(jdk, home).withoutAgent().options(options).start(ShapesApp.class);
  }

  @Test
  void weavesWhatIsLoadedAlreadyAndTellsAllOfIt() throws Exception {
    try (AppJvm app = start(ALLOWED)) {
      assertThat(app.ask("recursion")).isEqualTo("5");
      Cli.Outcome outcome = app.attach("--config", "latchkey.yaml");
      assertThat(outcome.exitCode()).isZero();
      assertThat(outcome.output())
          .contains(
              "LK-2010", app.dashboard().toString(), ".latchkey/token", "attached to " + app.pid());
      assertThat(outcome.errors()).isEmpty();
      assertThat(app.ask("recursion")).isEqualTo("5");
      assertThat(app.target("depth").get("state").asText()).isEqualTo("woven");
      assertThat(app.target("depth").get("calls").asLong()).isEqualTo(1);
    }
  }

  @Test
  void isListedWithItsDashboardAndWithoutTheApplicationsArguments() throws Exception {
    Files.writeString(home.resolve("latchkey.yaml"), CONFIG);
    try (AppJvm app =
        AppJvm.on(jdk, home)
            .withoutAgent()
            .options(ALLOWED)
            .start(QuietApp.class, "--password=hunter2")) {
      app.nextLine();
      assertThat(row(app)).contains(QuietApp.class.getName(), " - ").doesNotContain("hunter2");
      app.attach("--config", "latchkey.yaml");
      assertThat(row(app)).contains(app.dashboard().toString(), String.valueOf(jdk.version()));
      app.detach();
      assertThat(row(app)).contains(" - ").doesNotContain("http:");
    }
  }

  private String row(AppJvm app) {
    Cli.Outcome outcome = Cli.run(home, "ps");
    assertThat(outcome.exitCode()).isZero();
    return outcome
        .output()
        .lines()
        .filter(line -> line.startsWith(app.pid() + " "))
        .findFirst()
        .orElseThrow(() -> new AssertionError(outcome.all()));
  }

  @Test
  @DisplayName("H-5 only the user can read the file that leads to the agent; it ends with the JVM")
  void keepsItsPortFileToTheUser() throws Exception {
    try (AppJvm app = AppJvm.on(jdk, home).config(CONFIG).start(QuietApp.class)) {
      app.dashboard();
      Path file = Path.of(System.getProperty("java.io.tmpdir"), "latchkey-" + app.pid() + ".port");
      org.awaitility.Awaitility.await().until(() -> Files.exists(file));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(Files.readString(file))
          .contains("pid=" + app.pid() + "\n", "dashboard=" + app.dashboard())
          .doesNotContain(app.token());
      app.awaitExit();
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void warnsOfTheWarningThatTheJvmItselfWrites() throws Exception {
    assumeThat(jdk.version()).isGreaterThanOrEqualTo(21);
    try (AppJvm app = start()) {
      Cli.Outcome outcome = app.attach("--config", "latchkey.yaml");
      assertThat(outcome.exitCode()).isZero();
      assertThat(outcome.output()).startsWith("Java 25").contains(ALLOWED);
      assertThat(app.errors())
          .anyMatch(line -> line.startsWith("WARNING: A Java agent has been loaded dynamically"));
    }
  }

  @Nested
  class WhenItCannotAttach {
    @Test
    void saysThatAnAgentIsThereAlready() throws Exception {
      try (AppJvm app = start(ALLOWED)) {
        assertThat(app.attach("--config", "latchkey.yaml").exitCode()).isZero();
        Cli.Outcome second = app.attach();
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.errors()).contains("LK-2002").hasLineCount(1);
        assertThat(app.ask("recursion")).isEqualTo("5");
        assertThat(app.target("depth").get("state").asText()).isEqualTo("woven");
      }
    }

    @Test
    @DisplayName("I-3 a broken configuration is told whole, and the application runs on untouched")
    void showsAllThatIsWrongWithTheConfiguration() throws Exception {
      try (AppJvm app = start(ALLOWED)) {
        Files.writeString(
            home.resolve("broken.yaml"),
            "admin:\n  port: 99999\nphases:\n  jkws: {}\n  jwt: { enabled: maybe }\n");
        Cli.Outcome outcome = app.attach("--config", "broken.yaml");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.errors())
            .contains(
                home.toRealPath() + "/broken.yaml:2:",
                "broken.yaml:4:",
                "broken.yaml:5:",
                "LK-2004");
        assertThat(app.ask("recursion")).isEqualTo("5");
        assertThat(app.attach("--config", "latchkey.yaml").exitCode()).isZero();
      }
    }

    @Test
    void saysThatTheJvmTakesNoAgents() throws Exception {
      try (AppJvm app = start("-XX:-EnableDynamicAgentLoading")) {
        Cli.Outcome outcome = app.attach();
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.errors()).contains("LK-4007", ALLOWED).hasLineCount(1);
        assertThat(app.ask("recursion")).isEqualTo("5");
      }
    }

    @Test
    void saysThatTheJvmLetsNobodyAttach() throws Exception {
      try (AppJvm app = start("-XX:+DisableAttachMechanism")) {
        Cli.Outcome outcome = app.attach();
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.errors()).contains("LK-4006", "-javaagent").hasLineCount(1);
        assertThat(app.ask("recursion")).isEqualTo("5");
      }
    }
  }
}
