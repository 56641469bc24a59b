package dev.latchkey.dashboard.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.dashboard.TestServer;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesTest {
  private TestServer server;

  @BeforeAll
  void start(@TempDir File directory) throws IOException {
    server = new TestServer(directory);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/, ./ui",
    "/?range=1h, ./ui",
    "/dashboard, ./ui",
    "/dashboard/, ../ui",
    "/api/performance/dashboard, ../../ui",
    "/ui, ./ui",
    "/ui/, ../ui",
    "/ui/phases/jwks, ../../ui"
  })
  void servesThePageWithLinksThatLeadBack(String path, String folder) {
    var answer = server.http().get(path);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(answer.body())
        .contains("src=\"" + folder + "/boot.js\"", "href=\"" + folder + "/app.js\"")
        .doesNotContain("{{");
  }

  @ParameterizedTest
  @CsvSource({
    "app.js, text/javascript; charset=utf-8",
    "view/phases.js, text/javascript; charset=utf-8",
    "lib/lit-html/lit-html.js, text/javascript; charset=utf-8",
    "lib/uplot/uPlot.esm.js, text/javascript; charset=utf-8",
    "lib/uplot/uPlot.min.css, text/css; charset=utf-8",
    "app.css, text/css; charset=utf-8",
    "icon.svg, image/svg+xml"
  })
  void servesTheFiles(String file, String type) {
    var answer = server.http().get("/ui/" + file);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo(type);
  }

  @Test
  void standsOnThePageWithTheVerdictBeforeAnyScriptRuns() {
    var page = server.http().get("/");
    var status = server.http().get("/api/v1/status").json().path("verdict");
    assertThat(page.body())
        .contains("<section class=\"verdict " + status.path("level").asText() + "\"")
        .contains("<p id=\"verdict\">" + status.path("text").asText() + "</p>")
        .contains("\"/api/v1/phases\":{\"phases\":[");
    assertThat(page.header("Cache-Control")).isEqualTo("no-store");
  }

  /**
   * The browser paints nothing before it has the styles, and takes none that is not in the policy.
   */
  @Test
  void hasItsStylesInItAndAllowsNoOthers() throws GeneralSecurityException {
    var page = server.http().get("/");
    var style =
        page.body().substring(page.body().indexOf("<style>") + 7, page.body().indexOf("</style>"));
    assertThat(style)
        .isEqualTo(
            server.http().get("/ui/lib/uplot/uPlot.min.css").body()
                + server.http().get("/ui/app.css").body());
    var hash =
        Base64.getEncoder()
            .encodeToString(
                MessageDigest.getInstance("SHA-256")
                    .digest(style.getBytes(StandardCharsets.UTF_8)));
    assertThat(page.header("Content-Security-Policy"))
        .contains("; style-src 'self' 'sha256-" + hash + "'; ")
        .doesNotContain("unsafe");
    assertThat(page.body()).doesNotContain("rel=\"stylesheet\"");
  }

  @Test
  void tellsNothingToThoseWhoMayNotRead(@TempDir File directory) throws IOException {
    try (var closed = new TestServer(directory, false)) {
      assertThat(closed.http().get("/").body())
          .contains("Asking the agent")
          .contains("id=\"first\">{}</script>");
      assertThat(closed.http().bearer("not-the-token-at-all").get("/").body())
          .contains("id=\"first\">{}</script>");
      assertThat(closed.admin().get("/").body()).contains("\"/api/v1/status\":{\"verdict\"");
    }
  }

  @Test
  void asksForAFileAgainOnlyWhenItChanged() {
    var tag = server.http().get("/ui/app.js").header("ETag");
    var again = server.http().with("If-None-Match", tag).get("/ui/app.js");
    assertThat(again.status()).isEqualTo(304);
  }

  @Test
  void compressesForThoseWhoAsk() {
    var plain = server.http().get("/ui/app.css");
    var small = server.http().with("Accept-Encoding", "br, gzip").get("/ui/app.css");
    assertThat(small.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(Integer.parseInt(small.header("Content-Length")))
        .isLessThan(Integer.parseInt(plain.header("Content-Length")) / 2);
    var refused = server.http().with("Accept-Encoding", "gzip;q=0").get("/ui/app.css");
    assertThat(refused.headers()).doesNotContainKey("content-encoding");
  }

  @Test
  void answersHeadWithoutABody() {
    var answer = server.http().send("HEAD", "/healthz", "");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Length")).isEqualTo("15");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ui/../openapi.json",
        "/ui/%2e%2e/openapi.json",
        "/ui/..%2fopenapi.json",
        "/ui//openapi.json",
        "/ui/lib/lit-html/LICENSE.txt",
        "/ui/a.class",
        "/ui/../../../../META-INF/MANIFEST.MF",
        "/ui/view/phases.js%00.css"
      })
  void leadsNowhereElse(String path) {
    var answer = server.http().get(path);
    assertThat(answer.status()).isIn(400, 404);
  }
}
