package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.it.app.ShapesApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Cli;
import dev.latchkey.it.harness.Jdk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Two versions of the agent in one JVM, one after the other or at once. */
@ParameterizedClass
@MethodSource("jdks")
class VersionsTest {
  private static final String OTHER_VERSION = "9.8.7";
  private static final String CONFIG =
      """
      admin: { port: 0 }
      presets: none
      targets:
        - { name: depth, layer: other, class: dev.latchkey.it.app.Shapes$Mixed, method: depth }
      """;

  @Parameter Jdk jdk;

  @TempDir Path home;

  private Path config;

  static List<Jdk> jdks() {
    return Jdk.forFeatures();
  }

  @BeforeEach
  void write() throws IOException {
    config = Files.writeString(home.resolve("latchkey.yaml"), CONFIG);
  }

  /** Returns an application that is in its {@code main}: a JVM takes no agent before. */
  private AppJvm start() {
    AppJvm app =
        AppJvm.on(jdk, home)
            .options("-XX:+EnableDynamicAgentLoading")
            .withoutAgent()
            .start(ShapesApp.class);
    assertThat(app.ask("recursion")).isEqualTo("5");
    return app;
  }

  /** Returns a copy of the agent's jar that says another version of itself. */
  private Path otherVersion() throws IOException {
    return altered("inst/version.txt", text -> OTHER_VERSION);
  }

  /** Returns a copy of the agent's jar whose gate cannot tell a version. */
  private Path otherGate() throws IOException {
    return altered(
        "inst/(gate.bin|.*/GateDefinition.lk)", code -> code.replace("definedBy", "undefined"));
  }

  private Path altered(String entries, UnaryOperator<String> change) throws IOException {
    Path copy = Files.createTempFile(home, "other", ".jar");
    try (JarFile jar = new JarFile(AppJvm.latchkeyJar().toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(copy))) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        byte[] bytes;
        try (InputStream in = jar.getInputStream(entry)) {
          bytes = in.readAllBytes();
        }
        if (entry.getName().matches(entries)) {
          String text = new String(bytes, StandardCharsets.ISO_8859_1);
          bytes = change.apply(text).getBytes(StandardCharsets.ISO_8859_1);
        }
        out.putNextEntry(new ZipEntry(entry.getName()));
        out.write(bytes);
        out.closeEntry();
      }
    }
    return copy;
  }

  private static void assertRefused(AppJvm app, String version) {
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(app.errors())
                    .filteredOn(line -> line.contains("LK-2045"))
                    .singleElement()
                    .asString()
                    .contains("version " + version + " of the agent", "restart the application"));
    assertThat(app.errors()).noneMatch(line -> line.contains("ERROR"));
    assertThat(app.ask("recursion")).isEqualTo("5");
  }

  @Test
  void refusesAfterAnotherVersionWhichCanComeBack() throws Exception {
    try (AppJvm app = start()) {
      Path other = otherVersion();
      app.loadAgent(other, "config=" + config);
      app.loadAgent(other, "detach");
      Cli.Outcome outcome = app.attach("--config", config.toString());
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.errors()).contains("LK-2045", OTHER_VERSION).hasLineCount(1);
      assertRefused(app, OTHER_VERSION);
      app.loadAgent(other, "config=" + config);
      assertThat(app.ask("recursion")).isEqualTo("5");
      assertThat(app.target("depth").get("calls").asLong()).isEqualTo(1);
    }
  }

  @Test
  void leavesAnotherVersionAtWorkThatIsThere() throws Exception {
    try (AppJvm app = start()) {
      app.loadAgent(otherVersion(), "config=" + config);
      Cli.Outcome outcome = app.attach("--config", config.toString());
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertRefused(app, OTHER_VERSION);
      assertThat(app.target("depth").get("calls").asLong()).isEqualTo(1);
      assertThat(app.detach().exitCode()).isZero();
    }
  }

  @Test
  void refusesWhenItsJarWasReplacedByAnotherVersion() throws Exception {
    try (AppJvm app = start()) {
      Path jar = Files.copy(AppJvm.latchkeyJar(), home.resolve("latchkey.jar"));
      app.loadAgent(jar, "config=" + config);
      app.loadAgent(jar, "detach");
      Files.move(otherVersion(), jar, StandardCopyOption.REPLACE_EXISTING);
      app.loadAgent(jar, "config=" + config);
      assertRefused(app, Cli.run(home, "--version").output().trim().split(" ")[1]);
    }
  }

  @Test
  void refusesTheGateOfAVersionThatTellsNone() throws Exception {
    try (AppJvm app = start()) {
      Path jar = Files.move(otherGate(), home.resolve("latchkey.jar"));
      app.loadAgent(jar, "config=" + config);
      app.loadAgent(jar, "detach");
      Files.copy(AppJvm.latchkeyJar(), jar, StandardCopyOption.REPLACE_EXISTING);
      app.loadAgent(jar, "config=" + config);
      assertRefused(app, "unknown");
    }
  }
}
