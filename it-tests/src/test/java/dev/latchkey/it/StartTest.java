package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.it.app.QuietApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The start of the agent and its failures, as an application's operator sees them. */
@ParameterizedClass
@MethodSource("jdks")
class StartTest {
  private static final String FREE_PORT = "admin: { port: 0 }\n";

  @Parameter Jdk jdk;

  @TempDir Path home;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @Test
  void changesNothingInWhatTheApplicationDoes() {
    try (AppJvm plain = AppJvm.on(jdk, home).withoutAgent().start(QuietApp.class);
        AppJvm watched = AppJvm.on(jdk, home).start(QuietApp.class)) {
      watched.dashboard();
      assertThat(watched.awaitExit()).isEqualTo(plain.awaitExit()).isEqualTo(3);
      assertThat(watched.output()).isEqualTo(plain.output());
    }
  }

  @Test
  void printsNothingButItsOwnLines() {
    try (AppJvm app = AppJvm.on(jdk, home).config(FREE_PORT).start(QuietApp.class)) {
      app.dashboard();
      app.assertNoAgentErrors();
      app.awaitExit();
      assertThat(app.errors()).isNotEmpty().allMatch(line -> line.startsWith("[latchkey] INFO"));
    }
  }

  @Test
  void showsAPageWithoutAnyConfiguration() throws Exception {
    try (AppJvm app = AppJvm.on(jdk, home).start(QuietApp.class)) {
      var page = app.send(java.net.http.HttpRequest.newBuilder(app.dashboard()));
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).contains("<html", "Latchkey");
      assertThat(app.get("/api/v1/phases").get("phases"))
          .hasSize(5)
          .noneMatch(phase -> phase.get("enabled").asBoolean());
    }
  }

  @Test
  void letsTheJvmExitWhenTheLastThreadOfTheApplicationEnds() {
    try (AppJvm app = AppJvm.on(jdk, home).config(FREE_PORT).start(QuietApp.class, "no-exit")) {
      app.dashboard();
      app.nextLine();
      assertThat(app.ask("user-threads")).isEqualTo("[main]");
      assertThat(app.awaitExit()).isZero();
    }
  }

  @Test
  void leavesTheChoiceOfTheLogManagerToTheApplication() throws IOException {
    Path classes = home.resolve("classes.log");
    try (AppJvm app =
        AppJvm.on(jdk, home)
            .options("-Xlog:class+load:file=" + classes, "-Dorg.jboss.logging.provider=jdk")
            .config(FREE_PORT)
            .start(QuietApp.class)) {
      app.get("/api/v1/summary");
      assertThat(Files.readString(classes))
          .contains("dev.latchkey.agent.start.AgentStart")
          .doesNotContain("javax.management.MBeanServerFactory ");
      assertThat(beforeMain(classes))
          .contains("dev.latchkey.agent.start.AgentStart")
          .doesNotContain(
              "java.util.logging.", "java.nio.file.FileSystems ", "java.sql.DriverManager ")
          .as("classes that the JVM would have to make")
          .doesNotContainPattern("dev\\.latchkey\\.[^ ]*\\$\\$Lambda");
      app.nextLine();
      assertThat(app.ask("log-manager")).isEqualTo("OwnLogManager");
    }
  }

  @Test
  void hidesItsClassesAndLibrariesFromTheApplication() throws Exception {
    Path jar = jarOf(QuietApp.class, QuietApp.OwnLogManager.class);
    try (AppJvm app = AppJvm.on(jdk, home).config(FREE_PORT).classPath(jar).start(QuietApp.class)) {
      app.dashboard();
      app.nextLine();
      for (String name :
          List.of(
              "dev.latchkey.agent.start.AgentStart",
              "dev.latchkey.runtime.LatchkeyRuntime",
              "net.bytebuddy.ByteBuddy",
              "com.github.benmanes.caffeine.cache.Caffeine",
              "io.undertow.Undertow",
              "picocli.CommandLine")) {
        assertThat(app.ask("sees-class " + name)).as(name).isEqualTo("false");
      }
      assertThat(app.ask("sees-class dev.latchkey.agent.LatchkeyAgent")).isEqualTo("true");
      for (String name :
          List.of(
              "META-INF/services/org.jboss.logging.LoggerProvider",
              "presets/jdbc.yaml",
              "version.txt")) {
        assertThat(app.ask("sees-resource " + name)).as(name).isEqualTo("false");
      }
    }
  }

  @Test
  void staysOutOfJdkTools() throws Exception {
    Process tool =
        new ProcessBuilder(jdk.tool("keytool"), "-help").redirectErrorStream(true).start();
    ProcessBuilder watched =
        new ProcessBuilder(jdk.tool("keytool"), "-help").redirectErrorStream(true);
    watched.environment().put("JAVA_TOOL_OPTIONS", "-javaagent:" + AppJvm.latchkeyJar());
    Process with = watched.start();
    String plain = new String(tool.getInputStream().readAllBytes());
    String output = new String(with.getInputStream().readAllBytes());
    assertThat(with.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(with.exitValue()).isEqualTo(tool.waitFor());
    assertThat(output.lines().filter(line -> !line.startsWith("Picked up JAVA_TOOL_OPTIONS")))
        .containsExactlyElementsOf(plain.lines().toList());
  }

  @Test
  void keepsTheClassDataArchiveOfTheApplicationInUse() throws Exception {
    Path archive = home.resolve("app.jsa");
    Path jar = jarOf(QuietApp.class, QuietApp.OwnLogManager.class);
    Process dump =
        new ProcessBuilder(
                jdk.tool("java"),
                "-XX:ArchiveClassesAtExit=" + archive,
                "-cp",
                jar.toString(),
                QuietApp.class.getName(),
                "x")
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .start();
    dump.getInputStream().readAllBytes();
    assertThat(dump.waitFor()).isZero();
    assertThat(archive).exists();
    Process run =
        new ProcessBuilder(
                jdk.tool("java"),
                "-XX:SharedArchiveFile=" + archive,
                "-Xlog:class+load",
                "-javaagent:" + AppJvm.latchkeyJar(),
                "-cp",
                jar.toString(),
                QuietApp.class.getName(),
                "x")
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .start();
    String output = new String(run.getInputStream().readAllBytes());
    assertThat(run.waitFor()).isZero();
    assertThat(output.lines().filter(line -> line.contains(QuietApp.class.getName() + " source:")))
        .hasSize(1)
        .allMatch(line -> line.contains("shared objects file"));
    assertThat(output).doesNotContain("Sharing is only supported");
  }

  @Test
  void staysOutOfARunThatMakesAnArchive() throws Exception {
    String option =
        jdk.version() >= 25
            ? "-XX:AOTCacheOutput=" + home.resolve("app.aot")
            : "-XX:ArchiveClassesAtExit=" + home.resolve("app.jsa");
    Path jar = jarOf(QuietApp.class, QuietApp.OwnLogManager.class);
    try (AppJvm app =
        AppJvm.on(jdk, home)
            // Without these two JDK 17 makes no archive when there is any agent.
            .options("-XX:+UnlockDiagnosticVMOptions", "-XX:+AllowArchivingWithJavaAgent", option)
            .config(FREE_PORT)
            .classPath(jar)
            .start(QuietApp.class, "x")) {
      assertThat(app.awaitExit()).isZero();
      assertThat(app.errors())
          .filteredOn(line -> line.startsWith("[latchkey]"))
          .singleElement()
          .asString()
          .contains("LK-2007");
      assertThat(Path.of(option.substring(option.indexOf('=') + 1))).exists();
    }
  }

  /** Reads what was loaded before the application's main class, which is after every premain. */
  private static String beforeMain(Path classes) throws IOException {
    String log = Files.readString(classes);
    return log.substring(0, log.indexOf(QuietApp.class.getName() + " "));
  }

  private Path jarOf(Class<?>... classes) throws Exception {
    Path jar = home.resolve("app.jar");
    try (var out = new java.util.jar.JarOutputStream(Files.newOutputStream(jar))) {
      for (Class<?> type : classes) {
        String entry = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new java.util.zip.ZipEntry(entry));
        try (var in = type.getClassLoader().getResourceAsStream(entry)) {
          in.transferTo(out);
        }
        out.closeEntry();
      }
    }
    return jar;
  }

  @Nested
  class WhenSomethingIsWrong {
    @Test
    void saysAllThatIsWrongWithTheConfigurationAndRunsTheApplicationUnwoven() throws IOException {
      Path file =
          Files.writeString(
              home.resolve("broken.yaml"),
              """
              admin:
                port: 99999
              phases:
                jkws: { enabled: true }
                jwt: { enabled: maybe }
              """);
      try (AppJvm app = AppJvm.on(jdk, home).config(file).start(QuietApp.class)) {
        assertThat(app.awaitExit()).isEqualTo(3);
        assertThat(app.output()).containsExactly("started ", "bye");
        assertThat(app.errors())
            .anyMatch(line -> line.contains("broken.yaml:2:") && line.contains("99999"))
            .anyMatch(
                line ->
                    line.contains("broken.yaml:4:") && line.contains("did you mean 'phases.jwks'?"))
            .anyMatch(line -> line.contains("broken.yaml:5:") && line.contains("maybe"))
            .anyMatch(line -> line.contains("runs without"));
      }
    }

    @Test
    void saysThatTheConfigurationCannotBeRead() {
      try (AppJvm app =
          AppJvm.on(jdk, home).config(home.resolve("missing.yaml")).start(QuietApp.class)) {
        assertThat(app.awaitExit()).isEqualTo(3);
        assertThat(app.errors()).anyMatch(line -> line.contains("missing.yaml"));
      }
    }

    @Test
    void saysThatAnOptionIsNotKnown() {
      try (AppJvm app =
          AppJvm.on(jdk, home)
              .withoutAgent()
              .options("-javaagent:" + AppJvm.latchkeyJar() + "=cfg=x")
              .start(QuietApp.class)) {
        assertThat(app.awaitExit()).isEqualTo(3);
        assertThat(app.errors()).anyMatch(line -> line.contains("unknown agent option 'cfg'"));
      }
    }

    @Test
    void takesTheNextFreePortAndSaysSo() throws IOException {
      try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          AppJvm app =
              AppJvm.on(jdk, home)
                  .config("admin: { port: " + taken.getLocalPort() + " }\n")
                  .start(QuietApp.class)) {
        assertThat(app.dashboard().getPort()).isNotEqualTo(taken.getLocalPort());
        assertThat(app.errors())
            .anyMatch(line -> line.contains("port " + taken.getLocalPort() + " is in use"));
      }
    }

    @Test
    void runsWithAHomeThatItCannotWriteTo() throws IOException {
      Path notAFolder = Files.writeString(home.resolve("file"), "");
      try (AppJvm app =
          AppJvm.on(jdk, home)
              .environment("HOME", notAFolder.toString())
              .config(FREE_PORT)
              .start(QuietApp.class)) {
        app.get("/api/v1/summary");
        assertThat(app.errors()).anyMatch(line -> line.contains("token"));
        assertThat(app.awaitExit()).isEqualTo(3);
      }
    }

    @Test
    @DisplayName("I-3 a jar without the gate leaves the application as it is")
    void runsTheApplicationWithoutAGate() throws IOException {
      Path jar = Files.copy(AppJvm.latchkeyJar(), home.resolve("broken.jar"));
      try (FileSystem zip = FileSystems.newFileSystem(jar)) {
        Files.delete(zip.getPath("inst/gate.bin"));
      }
      try (AppJvm app =
          AppJvm.on(jdk, home).withoutAgent().options("-javaagent:" + jar).start(QuietApp.class)) {
        assertThat(app.awaitExit()).isEqualTo(3);
        assertThat(app.output()).containsExactly("started ", "bye");
        assertThat(app.errors())
            .singleElement()
            .asString()
            .contains("LK-2001", "gate.bin", "the application runs without it");
      }
    }

    @Test
    @DisplayName("I-3 without a folder for its port file the agent works and says so")
    void runsWithoutAFolderForItsPortFile() {
      try (AppJvm app =
          AppJvm.on(jdk, home)
              .options("-Djava.io.tmpdir=" + home.resolve("none"))
              .config(FREE_PORT)
              .start(QuietApp.class)) {
        app.get("/api/v1/summary");
        Awaitility.await()
            .untilAsserted(
                () -> assertThat(app.errors()).anyMatch(line -> line.contains("LK-2034")));
        assertThat(app.awaitExit()).isEqualTo(3);
      }
    }

    @Test
    void staysOutWhenAnAgentIsThereAlready() {
      try (AppJvm app =
          AppJvm.on(jdk, home)
              .options("-javaagent:" + AppJvm.latchkeyJar())
              .config(FREE_PORT)
              .start(QuietApp.class)) {
        app.dashboard();
        assertThat(app.awaitExit()).isEqualTo(3);
        assertThat(app.errors()).filteredOn(line -> line.contains("already")).hasSize(1);
      }
    }
  }
}
