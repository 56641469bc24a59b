package dev.latchkey.it;

import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.HiddenAuthApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Bytecode;
import dev.latchkey.it.harness.Cli;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Discovery in an unmodified application of which nothing is configured. */
@ParameterizedClass
@MethodSource("jdks")
class DiscoveryTest {
  private static final String NOTHING = "admin: { port: 0 }\npresets: none\n";

  @Parameter Jdk jdk;

  @TempDir Path home;

  static List<Jdk> jdks() {
    return Jdk.forFeatures();
  }

  @Test
  void findsWhatIsHiddenAndLeavesNothingBehind() throws Exception {
    JWK key = rsa("first");
    try (TestIdentityProvider provider = new TestIdentityProvider();
        AppJvm app =
            AppJvm.on(jdk, home)
                .options(Bytecode.OPTION)
                .config(NOTHING)
                .start(HiddenAuthApp.class, provider.keySetUrl())) {
      provider.publish(key);
      String port = nextPort(app);
      String secret = token(key, "alice");
      assertThat(app.ask("burst 20 " + secret)).isEqualTo("Alice");
      int before = Bytecode.length(port, Signature.class, "verify");
      port = nextPort(app);

      JsonNode found = scan(app, "burst 40 " + secret);

      Map<String, String> layers = new TreeMap<>();
      for (JsonNode each : found.path("proposals")) {
        layers.put(each.path("name").asText(), each.path("layer").asText());
      }
      assertThat(layers)
          .as(found.toString())
          .containsEntry("keys", "jwks")
          .containsEntry("check", "jwt")
          .containsEntry("named", "session")
          .containsEntry("open", "db")
          .containsEntry("who", "auth")
          .hasSize(5);
      assertThat(found.toString())
          .contains("people")
          .doesNotContain(secret)
          .doesNotContain("jwks.json")
          .doesNotContain("jdbc:")
          .doesNotContain("alice");
      assertThat(Bytecode.length(port, Signature.class, "verify"))
          .as("the JDK's own bytecode again")
          .isEqualTo(before);
      nextPort(app);

      JsonNode first = found.path("proposals").get(0);
      HttpResponse<String> added =
          post(
              app,
              "/api/v1/targets",
              "{\"name\":\"%s\",\"layer\":\"%s\",\"role\":\"time\",\"class\":\"%s\",\"method\":\"%s\"}"
                  .formatted(
                      first.path("name").asText(),
                      first.path("layer").asText(),
                      first.path("class").asText(),
                      first.path("method").asText()));
      assertThat(added.statusCode()).as(added.body()).isEqualTo(201);

      Path folder = home.resolve("docs");
      Cli.Outcome reported =
          Cli.run(home, "report", "--out", folder.toString(), "--pid", String.valueOf(app.pid()));
      assertThat(reported.exitCode()).as(reported.toString()).isZero();
      assertThat(folder.resolve("latchkey-report.md"))
          .content()
          .contains("JWKS fetching", "mermaid", "name: keys");
      assertThat(Files.readString(folder.resolve("latchkey-report.html"))).contains("<svg");
      app.assertNoAgentErrors();
    }
  }

  @Test
  void saysSoWhereNothingIsToBeFound() {
    try (AppJvm app =
        AppJvm.on(jdk, home).config(NOTHING).start(HiddenAuthApp.class, "http://127.0.0.1/")) {
      app.ask("burst 0 none"); // what it does at its start is done
      JsonNode found = scan(app, "");
      assertThat(found.path("proposals")).isEmpty();
      assertThat(found.path("notes").toString()).contains("Was there load?");
    }
  }

  /** A JVM listens at another port after each debugger, and says so. */
  private static String nextPort(AppJvm app) {
    return app.nextLine().replaceAll(".*[^0-9]", "");
  }

  private static JsonNode scan(AppJvm app, String load) {
    HttpResponse<String> started = post(app, "/api/v1/discovery/start", "{\"seconds\":6}");
    assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
    JsonNode now = app.get("/api/v1/discovery");
    while (now.path("state").asText().equals("running")) {
      if (!load.isEmpty()) {
        app.ask(load);
      }
      now = app.get("/api/v1/discovery");
    }
    return now;
  }

  private static HttpResponse<String> post(AppJvm app, String path, String body) {
    return app.send(
        HttpRequest.newBuilder(app.dashboard().resolve(path))
            .header("Authorization", "Bearer " + app.token())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }
}
