package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.latchkey.it.app.ShapesApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Targets that come and go while the application runs, over HTTP and by the file. */
@ParameterizedClass
@MethodSource("jdks")
class TargetsAtRunTimeTest {
  private static final String TARGETS = "/api/v1/targets";
  private static final String SHAPES = "dev.latchkey.it.app.Shapes$";
  private static final String CONFIG =
      """
      admin: { port: 0 }
      targets:
        - { name: depth, layer: other, class: dev.latchkey.it.app.Shapes$Mixed, method: depth }
      """;

  /** Instructions of three bytes each. */
  private static final int STEPS = 21_840;

  @Parameter Jdk jdk;

  @TempDir Path home;

  private AppJvm app;

  static List<Jdk> jdks() {
    return Jdk.forFeatures();
  }

  @BeforeEach
  void start() throws IOException {
    app =
        AppJvm.on(jdk, home)
            .options("-Xverify:all")
            .classPath(withFullMethod())
            .config(CONFIG)
            .start(ShapesApp.class);
    app.ask("recursion");
  }

  @AfterEach
  void stop() {
    app.close();
  }

  private HttpResponse<String> change(String method, String path, String body) {
    return app.send(
        HttpRequest.newBuilder(app.dashboard().resolve(path))
            .header("Authorization", "Bearer " + app.token())
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }

  private static String item(String name, String type, String method) {
    return "{\"name\":\"%s\",\"layer\":\"other\",\"class\":\"%s%s\",\"method\":\"%s\"}"
        .formatted(name, SHAPES, type, method);
  }

  private long calls(String target) {
    return app.target(target).get("calls").asLong();
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    return new ObjectMapper().readTree(response.body());
  }

  @Test
  void anAddedTargetCountsFromTheNextCallAndARemovedOneNoMore() throws IOException {
    HttpResponse<String> added = change("POST", TARGETS, item("over", "Mixed", "over"));
    assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
    JsonNode target = json(added);
    assertThat(target.get("state").asText()).isEqualTo("woven");
    assertThat(target.get("source").asText()).isEqualTo("api");
    assertThat(target.get("reason").asText()).contains("2 overloads are woven");
    assertThat(target.at("/woven/0/loader").asText()).isEqualTo("app");
    assertThat(app.ask("overload")).isEqualTo("x");
    assertThat(calls("over")).isEqualTo(1);

    assertThat(change("DELETE", TARGETS + "/over", "").statusCode()).isEqualTo(204);
    assertThat(app.ask("overload")).isEqualTo("x");
    assertThat(change("DELETE", TARGETS + "/over", "").statusCode()).isEqualTo(404);
    assertThat(calls("depth")).isEqualTo(1);
    assertThat(app.get("/api/v1/events").toString()).contains("target.added", "target.removed");
  }

  @Test
  void aTargetOfAPresetCanBeRemovedToo() {
    assertThat(change("DELETE", TARGETS + "/nimbus-fetch", "").statusCode()).isEqualTo(204);
    assertThat(app.get(TARGETS).toString()).doesNotContain("nimbus-fetch").contains("\"depth\"");
  }

  @Test
  void whatCannotBeWovenIsRefusedWithTheReasonAndChangesNothing() throws IOException {
    HttpResponse<String> unmatched = change("POST", TARGETS, item("bad", "Mixed", "depth(long)"));
    assertThat(unmatched.statusCode()).isEqualTo(422);
    assertThat(json(unmatched).get("detail").asText()).contains("depth(int)", "depth(long)");

    HttpResponse<String> wouldNot =
        change("POST", TARGETS + ":validate", item("bad", "Mixed", "depth(long)"));
    assertThat(json(wouldNot).get("addable").asBoolean()).isFalse();
    assertThat(json(wouldNot).get("reason").asText()).contains("depth(int)", "depth(long)");
    HttpResponse<String> would = change("POST", TARGETS + ":validate", item("sum", "Mixed", "sum"));
    assertThat(json(would).get("state").asText()).as(would.body()).isEqualTo("woven");
    assertThat(json(would).at("/woven/0/loader").asText()).isEqualTo("app");
    HttpResponse<String> second =
        change("POST", TARGETS + ":validate", item("twin", "Mixed", "depth"));
    assertThat(json(second).get("reason").asText()).contains("'depth' is woven there already");

    HttpResponse<String> lambda = change("POST", TARGETS, item("bad", "Mixed$$Lambda$1", "depth"));
    assertThat(lambda.statusCode()).isEqualTo(422);
    assertThat(json(lambda).get("detail").asText()).contains("lambdas cannot be targets");

    HttpResponse<String> taken = change("POST", TARGETS, item("depth", "Mixed", "over"));
    assertThat(taken.statusCode()).isEqualTo(409);

    HttpResponse<String> invalid =
        change("POST", TARGETS, "{\"name\":\"a b\",\"layer\":\"oter\",\"clas\":\"x\"}");
    assertThat(invalid.statusCode()).isEqualTo(400);
    assertThat(invalid.body())
        .contains("LK-1108", "LK-1107", "LK-1105", "/layer", "did you mean 'class'");

    app.ask("recursion");
    assertThat(calls("depth")).isEqualTo(2);
    assertThat(app.get(TARGETS).toString()).doesNotContain("\"bad\"", "\"twin\"");
  }

  @Test
  void aChangedFileIsPutInForceAndABrokenOneIsNot() throws IOException {
    write("targets:\n  - { name: sum, layer: other, class: %sMixed, method: sum }\n", SHAPES);
    awaitEvent("config.reloaded");
    app.ask("primitives");
    assertThat(calls("sum")).isEqualTo(1);
    assertThat(app.get(TARGETS).toString()).doesNotContain("\"depth\"");

    write("targets:\n  - { name: other, layer: oter, class: %sMixed, method: sum }\n", SHAPES);
    awaitEvent("config.refused");
    assertThat(app.errors()).anyMatch(line -> line.contains("LK-1108"));
    assertThat(app.errors()).anyMatch(line -> line.contains("LK-2014"));
    app.ask("primitives");
    assertThat(calls("sum")).isEqualTo(2);

    write("admin: { port: 7999 }\nphases: { jwks: { enabled: true, rollout: 10 } }\n");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> app.get("/api/v1/phases/jwks").get("rollout").asInt() == 10);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> app.errors().stream().anyMatch(line -> line.contains("restart")));
    assertThat(app.errors()).anyMatch(line -> line.contains("admin.port"));
    whatWasSwitchedIsWrittenIntoTheFileOnDemand();
  }

  private void whatWasSwitchedIsWrittenIntoTheFileOnDemand() throws IOException {
    Path file = home.resolve("latchkey.yaml");
    String before = Files.readString(file);
    assertThat(change("PATCH", "/api/v1/phases/jwks", "{\"rollout\":20}").statusCode())
        .isEqualTo(200);
    HttpResponse<String> written =
        change("POST", "/api/v1/config/persist", "{\"keys\":[\"phases.jwks.rollout\"]}");
    assertThat(written.statusCode()).as(written.body()).isEqualTo(200);
    assertThat(file).hasContent(before.replace("rollout: 10", "rollout: 20"));
    JsonNode phase = app.get("/api/v1/phases/jwks");
    assertThat(phase.get("rollout").asInt()).isEqualTo(20);
    assertThat(phase.get("changedBy").asText()).as("the phase is not switched").isEqualTo("api");
  }

  /** The file is valid; that the woven method would be too long for the JVM shows in weaving. */
  @Test
  void aFileThatCannotBePutInForceIsNotWritten() throws IOException {
    assertThat(app.ask("full")).isEqualTo(String.valueOf(1 + STEPS));
    Path file = home.resolve("latchkey.yaml");
    String before = Files.readString(file);
    String depth = "method: depth }\n";
    String wanted =
        before.replace(
            depth, depth + "  - { name: full, layer: other, class: Full, method: grow }\n");
    HttpResponse<String> refused = change("PUT", "/api/v1/config", yaml(wanted));
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
    assertThat(json(refused).get("detail").asText())
        .contains("the file is as it was", "Full", "MethodTooLargeException");
    assertThat(file).hasContent(before);
    assertThat(app.get(TARGETS).toString()).doesNotContain("\"full\"");
    app.ask("recursion");
    assertThat(calls("depth")).isEqualTo(2);
    assertThat(app.ask("full")).isEqualTo(String.valueOf(1 + STEPS));

    String other =
        wanted
            .replace("name: full", "name: sum")
            .replace("class: Full, method: grow", "class: " + SHAPES + "Mixed, method: sum");
    HttpResponse<String> written = change("PUT", "/api/v1/config", yaml(other));
    assertThat(written.statusCode()).as(written.body()).isEqualTo(200);
    assertThat(file).hasContent(other);
    app.ask("primitives");
    assertThat(calls("sum")).isEqualTo(1);
  }

  /** Returns the tests' class path and a class whose method fills the 64 KiB of the format. */
  private String withFullMethod() throws IOException {
    Path source = home.resolve("Full.java");
    String steps = "x++;\n".repeat(STEPS);
    Files.writeString(
        source, "public class Full { public static int grow(int x) { " + steps + "return x; } }");
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "--release", "17", "-d", home.toString(), source.toString());
    assertThat(compiled).isZero();
    return home + File.pathSeparator + System.getProperty("java.class.path");
  }

  private static String yaml(String text) throws IOException {
    return new ObjectMapper().writeValueAsString(Map.of("yaml", text));
  }

  private void write(String yaml, Object... arguments) throws IOException {
    Files.writeString(home.resolve("latchkey.yaml"), yaml.formatted(arguments));
  }

  private void awaitEvent(String kind) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> app.get("/api/v1/events").toString().contains(kind));
  }
}
