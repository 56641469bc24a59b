package dev.latchkey.dashboard.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.dashboard.TestServer;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.dashboard.recording.TimeCut;
import dev.latchkey.runtime.history.Tier;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person takes away from the dashboard, to look at it elsewhere. */
class FilesToTakeTest {
  private TestServer server;

  @BeforeEach
  void start(@TempDir File directory) throws IOException {
    server = new TestServer(directory);
    server.app().second(20);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Map<String, String> bundle(String query) throws IOException {
    var files = new HashMap<String, String>();
    var address =
        URI.create("http://127.0.0.1:" + server.port() + "/api/v1/bundle" + query).toURL();
    try (var zip = new ZipInputStream(address.openStream())) {
      for (var each = zip.getNextEntry(); each != null; each = zip.getNextEntry()) {
        files.put(each.getName(), new String(zip.readAllBytes(), UTF_8));
      }
    }
    return files;
  }

  @Test
  @DisplayName("H-5 an incident bundle has what the dashboard shows, and no secret")
  void aBundleHasWhatTheDashboardShows() throws IOException {
    var files = bundle("");
    assertThat(files)
        .containsKeys(
            "manifest.json",
            "metrics.txt",
            "api/v1/status.json",
            "api/v1/phases.json",
            "api/v1/timeseries.json",
            "api/v1/events.json",
            "api/v1/config.json",
            "api/v1/audit.json")
        .doesNotContainKey("api/v1/session.json");
    assertThat(files.get("api/v1/status.json"))
        .isEqualTo(server.http().get("/api/v1/status").body());
    assertThat(files.values()).noneMatch(text -> text.contains("canary-password"));
    assertThat(files.values()).noneMatch(text -> text.contains(server.token()));
  }

  @Test
  void aReportOpenedInABrowserHasItsStyleAndMayRunNothing() throws Exception {
    var answer = server.http().get("/api/v1/report?format=html");
    var style = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL).matcher(answer.body());
    assertThat(style.find()).isTrue();
    var hash = MessageDigest.getInstance("SHA-256").digest(style.group(1).getBytes(UTF_8));
    assertThat(answer.header("Content-Security-Policy"))
        .contains("default-src 'none'")
        .contains("style-src 'sha256-" + Base64.getEncoder().encodeToString(hash) + "'")
        .doesNotContain("unsafe")
        .doesNotContain("script-src");
    assertThat(answer.body()).doesNotContain(" style=").doesNotContain("<script");
  }

  @Test
  void aBundleOfAnIncidentHasItsTimeAlone() throws Exception {
    for (int i = 0; i < 40; i++) {
      server.app().second(20);
    }
    long from = Instant.parse("2026-11-24T12:00:10Z").getEpochSecond();
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> server.app().history().points(Tier.SECOND, from, from + 10).size() == 10);
    server.admin().json("POST", "/api/v1/annotations", "{\"text\":\"after it\"}");
    assertThat(bundle("").get("api/v1/events.json")).contains("after it", "agent.started");

    var files = bundle("?from=2026-11-24T12:00:10Z&to=2026-11-24T12:00:20Z");
    var series = Json.read(files.get("api/v1/timeseries.json").getBytes(UTF_8));
    assertThat(series.path("times")).hasSize(10);
    assertThat(series.path("times").path(0).asLong()).isEqualTo(from);
    assertThat(series.path("columns").size()).isEqualTo(series.path("series").size());
    assertThat(series.path("epoch").asText()).isEqualTo("recorded");
    assertThat(Json.read(files.get("api/v1/history.json").getBytes(UTF_8)).path("from").asLong())
        .isEqualTo(from);
    assertThat(files.get("api/v1/events.json")).doesNotContain("after it", "agent.started");
    assertThat(files).containsKeys("api/v1/status.json", "api/v1/config.json");
    assertThat(server.http().get("/api/v1/bundle?from=yesterday").status()).isEqualTo(400);
  }

  @Test
  void aCoarseStepStandsForEachOfItsSecondsInAChart() throws Exception {
    String answer =
        "{\"stepSeconds\":10,\"series\":[{}],\"times\":[100,110],\"columns\":[[1.5,null]]}";
    var cut = new TimeCut(100, 120).of("/api/v1/timeseries", answer.getBytes(UTF_8));
    var filled = Json.read(cut);
    assertThat(filled.path("stepSeconds").asInt()).isEqualTo(1);
    assertThat(filled.path("times")).hasSize(20);
    assertThat(filled.at("/times/19").asInt()).isEqualTo(119);
    assertThat(filled.at("/columns/0/9").asDouble()).isEqualTo(1.5);
    assertThat(filled.at("/columns/0/10").isNull()).isTrue();
  }
}
