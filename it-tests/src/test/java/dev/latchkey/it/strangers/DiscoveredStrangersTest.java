package dev.latchkey.it.strangers;

import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.matrix.MatrixTokens.good;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Discovery in applications that nobody here wrote, of which nothing is configured. Their libraries
 * do all that authenticates, so there is nothing right to propose: no method of a library, and none
 * of the application that only answers. A build looks at one of them; {@code -Dstrangers=all} looks
 * at all.
 */
class DiscoveredStrangersTest {
  private static final String NOTHING = "admin: { port: 0 }\npresets: none\n";

  @TempDir Path home;

  static List<Stranger> strangers() {
    return Stranger.chosen();
  }

  @ParameterizedTest
  @MethodSource("strangers")
  void proposesNothingWhereLibrariesDoItAllAndSaysWhy(Stranger stranger) throws Exception {
    JWK key = rsa("first");
    StrangerBuild build = StrangerBuild.of(stranger);
    AppJvm.Builder builder =
        AppJvm.on(Jdk.forFeatures().get(0), home).options("-Xmx256m").config(NOTHING);
    try (TestIdentityProvider provider = new TestIdentityProvider()) {
      provider.publish(key);
      try (AppJvm jvm = build.start(provider.keySetUrl(), builder);
          RunningStranger app = new RunningStranger(jvm)) {
        String before = app.verdict(good(key, "alice"));
        assertThat(before).startsWith("200 ");
        JsonNode found = scan(app, key);
        assertThat(found.path("proposals")).as(found.toString()).isEmpty();
        assertThat(found.path("notes").toString()).as("why there are none").contains("librar");
        assertThat(app.verdict(good(key, "alice"))).isEqualTo(before);
        jvm.assertNoAgentErrors();
      }
    }
  }

  private static JsonNode scan(RunningStranger app, JWK key) {
    HttpResponse<String> started =
        app.jvm()
            .send(
                HttpRequest.newBuilder(app.jvm().dashboard().resolve("/api/v1/discovery/start"))
                    .header("Authorization", "Bearer " + app.jvm().token())
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"seconds\":5}")));
    assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
    JsonNode now = app.jvm().get("/api/v1/discovery");
    for (int i = 0; now.path("state").asText().equals("running"); i++) {
      assertThat(app.verdict(good(key, "user-" + i))).startsWith("200 ");
      now = app.jvm().get("/api/v1/discovery");
    }
    return now;
  }
}
