package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import javax.tools.ToolProvider;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The jar that authors compile against, with and without the agent. */
@ParameterizedClass
@MethodSource("jdks")
class ApiTest {
  private static final String CONFIG =
      """
      admin: { port: 0 }
      phases: { session: { enabled: true, trial: 0 } }
      targets:
        - name: login
          layer: auth
          class: com.acme.ApiApp
          method: login
        - name: find
          layer: session
          class: com.acme.ApiApp
          method: find
          key: [arg0]
      """;

  @Parameter Jdk jdk;

  @TempDir Path home;

  static List<Jdk> jdks() {
    return Jdk.forFeatures();
  }

  private static Path apiJar() throws IOException {
    Path target = AppJvm.latchkeyJar().resolve("../../../cache-runtime/target").normalize();
    try (var files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("-api.jar"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** Compiles the application as its author would, with nothing but the API's jar. */
  private String classPath() throws IOException {
    Path classes = Files.createDirectories(home.resolve("classes"));
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "--release",
                "17",
                "-Xlint:all,-try",
                "-Werror",
                "-cp",
                apiJar().toString(),
                "-d",
                classes.toString(),
                Path.of("src", "test", "api", "ApiApp.java").toString());
    assertThat(result).as("it compiles without a warning").isZero();
    return classes + File.pathSeparator + apiJar();
  }

  @Test
  void holdsTheApiAlone() throws IOException {
    List<String> classes = new ArrayList<>();
    try (JarFile jar = new JarFile(apiJar().toFile())) {
      jar.stream()
          .filter(entry -> !entry.isDirectory() && !entry.getName().startsWith("META-INF/"))
          .forEach(entry -> classes.add(entry.getName()));
    }
    assertThat(classes)
        .contains(
            "dev/latchkey/api/Latchkey.class",
            "dev/latchkey/api/MonitorAuth.class",
            "dev/latchkey/api/Timing.class")
        .allMatch(name -> name.startsWith("dev/latchkey/api/"));
  }

  @Test
  void doesNothingWithoutTheAgent() throws Exception {
    try (AppJvm app =
        AppJvm.on(jdk, home).withoutAgent().classPath(classPath()).start("com.acme.ApiApp")) {
      assertThat(app.ask("login ada")).isEqualTo("hello ada");
      assertThat(app.ask("measure some-part")).isEqualTo("measured");
      assertThat(app.ask("fail")).isEqualTo("threw as asked");
      assertThat(app.ask("changed ada")).isEqualTo("told");
      assertThat(app.ask("annotated a")).isEqualTo("annotated");

      // The class was loaded long before the agent.
      app.loadAgent("config=" + Files.writeString(home.resolve("attached.yaml"), CONFIG));
      assertMonitored(app);
      assertThat(app.awaitExit()).isZero();
    }
  }

  /** Woven soon after its class is loaded, and not before the first call of it necessarily. */
  private static void assertMonitored(AppJvm app) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () -> {
              assertThat(app.ask("annotated a")).isEqualTo("annotated");
              assertThat(app.target("measure.annotated").path("calls").asInt()).isPositive();
            });
    JsonNode before = app.target("measure.annotated");
    assertThat(before.path("class").asText()).isEqualTo("com.acme.ApiApp");
    assertThat(before.path("method").asText()).isEqualTo("annotated(byte[][])");
    assertThat(app.ask("annotated ")).isEqualTo("threw nothing");
    JsonNode after = app.target("measure.annotated");
    assertThat(after.path("calls").asInt()).isEqualTo(before.path("calls").asInt() + 1);
    assertThat(after.path("errors").asInt()).isEqualTo(1);
  }

  @Test
  void tellsTheAgentWhatToMeasureAndWhoChanged() throws Exception {
    try (AppJvm app =
        AppJvm.on(jdk, home).config(CONFIG).classPath(classPath()).start("com.acme.ApiApp")) {
      assertThat(app.ask("login ada")).isEqualTo("hello ada");
      assertThat(app.ask("measure some-part")).isEqualTo("measured");
      assertThat(app.ask("fail")).isEqualTo("threw as asked");
      assertThat(app.ask("elsewhere " + apiJar().toUri().toURL())).isEqualTo("another");
      assertThat(app.ask("measure user=ada@example.org")).isEqualTo("measured");

      assertThat(app.target("measure.permissions").path("calls").asInt()).isEqualTo(1);
      assertThat(app.target("measure.greeting").path("calls").asInt()).isEqualTo(1);
      assertThat(app.target("measure.some-part").path("calls").asInt())
          .as("within itself it is one call")
          .isEqualTo(1);
      assertThat(app.target("measure.fails").path("errors").asInt()).isEqualTo(1);
      assertThat(app.target("measure.elsewhere").path("calls").asInt()).isEqualTo(1);
      assertThat(app.target("login").path("calls").asInt()).isEqualTo(1);
      assertThat(app.get("/api/v1/targets").toString()).doesNotContain("ada@example.org");

      assertMonitored(app);

      assertThat(app.ask("find ada")).isEqualTo("ada 1");
      assertThat(app.ask("find ada")).isEqualTo("ada 1");
      assertThat(app.ask("find bob")).isEqualTo("bob 2");
      assertThat(app.ask("changed ada")).isEqualTo("told");
      assertThat(app.ask("find ada")).isEqualTo("ada 3");
      assertThat(app.ask("find bob")).isEqualTo("bob 2");

      assertThat(app.ask("names 150")).isEqualTo("measured");
      int measured = 0;
      for (JsonNode target : app.get("/api/v1/targets").get("targets")) {
        if (target.path("name").asText().startsWith("measure.")) {
          measured++;
        }
      }
      assertThat(measured).isEqualTo(100);
      app.assertNoAgentErrors();

      app.detach();
      assertThat(app.ask("login ada")).isEqualTo("hello ada");
      assertThat(app.ask("changed ada")).isEqualTo("told");
      assertThat(app.awaitExit()).isZero();
    }
  }
}
