package dev.latchkey.dashboard.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.TestServer;
import dev.latchkey.runtime.history.Tier;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryTest {
  private static final String START = "2026-11-24T12:00:00Z";

  private TestServer server;

  @BeforeEach
  void start(@TempDir File directory) throws IOException {
    server = new TestServer(directory);
    for (int i = 0; i < 30; i++) {
      server.app().second(i == 12 ? 0 : 20);
    }
    long from = Instant.parse(START).getEpochSecond();
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> server.app().history().points(Tier.SECOND, from, from + 60).size() == 30);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode history(String query) {
    var answer = server.http().get("/api/v1/history?" + query);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  @Test
  void tellsEachSecondWithItsPercentiles() {
    JsonNode found = history("metric=auth.rate,auth.p50,auth.p99&from=" + START + "&step=1s");

    assertThat(found.at("/series/0/id").asText()).isEqualTo("auth.rate");
    assertThat(found.path("times")).hasSize(30);
    assertThat(found.at("/times/0").asText()).isEqualTo("" + Instant.parse(START).getEpochSecond());
    assertThat(found.at("/columns/0/0").asDouble()).isPositive();
    assertThat(found.at("/columns/0/12").asDouble()).as("nothing happened").isZero();
    assertThat(found.at("/columns/1/12").isNull()).as("no latency of nothing").isTrue();
    for (int i = 0; i < 30; i++) {
      if (i != 12) {
        assertThat(found.at("/columns/2/" + i).asDouble())
            .isGreaterThanOrEqualTo(found.at("/columns/1/" + i).asDouble());
      }
    }
  }

  @Test
  void aReportMayBeOfAllThatWasMeasuredForADay() {
    for (int i = 0; i < 120; i++) {
      server.app().second(0);
    }
    JsonNode minute = server.http().get("/api/v1/report").json();
    assertThat(minute.path("operations").asLong()).as("a calm minute").isZero();

    JsonNode day = server.http().get("/api/v1/report?since=24h").json();
    assertThat(day.path("operations").asLong()).isEqualTo(29 * 20);
    assertThat(day.path("basis").asText()).contains("of the last 24h, of which");
    assertThat(day.at("/kpis/0/measurement").asText())
        .isEqualTo("/api/v1/history?metric=auth.*&from=-24h");
    for (String wrong : List.of("10s", "1y", "-1h", "999d", "")) {
      assertThat(server.http().get("/api/v1/report?since=" + wrong).status())
          .as(wrong)
          .isEqualTo(wrong.isEmpty() ? 200 : 400);
    }
  }

  @Test
  void tellsSingleTargetsAndSidesFromTenSecondsOn() {
    JsonNode known = server.http().get("/api/v1/history/metrics").json();
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () ->
                server
                    .http()
                    .get("/api/v1/history/metrics")
                    .json()
                    .path("parts")
                    .toString()
                    .contains("target."));
    assertThat(known.path("figures").toString()).contains("\"p95\"", "\"rate\"");
    JsonNode found = history("metric=auth.p95,target.*&from=" + START + "&to=now");
    assertThat(found.path("stepSeconds").asInt()).isEqualTo(10);
    assertThat(found.at("/series/0/id").asText()).isEqualTo("auth.p95");
    assertThat(found.path("series").toString()).contains("target.");
    String target = found.at("/series/1/id").asText().replace(".rate", ".p95");
    JsonNode one = history("metric=" + target + "&from=" + START + "&step=10s");
    assertThat(one.path("series")).hasSize(1);
    assertThat(one.at("/columns/0/0").asDouble()).isPositive();
    assertThat(
            server
                .http()
                .get("/api/v1/history?format=csv&step=10s&metric=" + target + "&from=" + START)
                .body()
                .lines())
        .first()
        .isEqualTo("time," + target);
    assertThat(
            server
                .http()
                .get("/api/v1/history?step=1s&metric=" + target + "&from=" + START)
                .status())
        .isEqualTo(400);
  }

  @Test
  void stepsBeginAtMultiplesOfTheirLength() {
    JsonNode found = history("metric=auth.rate&from=2026-11-24T12:00:07Z&to=now&step=10s");
    long start = Instant.parse(START).getEpochSecond();
    assertThat(found.path("from").asLong()).isEqualTo(start);
    for (JsonNode time : found.path("times")) {
      assertThat(time.asLong() % 10).isZero();
    }
  }

  @Test
  void saysItAsCsv() {
    var answer =
        server
            .http()
            .get("/api/v1/history?metric=auth.rate,auth.p95&format=csv&step=1s&from=" + START);
    assertThat(answer.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
    List<String> lines = answer.body().lines().toList();
    assertThat(lines).hasSize(31);
    assertThat(lines.get(0)).isEqualTo("time,auth.rate,auth.p95");
    assertThat(lines.get(1)).matches("2026-11-24T12:00:00Z,[0-9.]+,[0-9.]+");
    assertThat(lines.get(13)).isEqualTo("2026-11-24T12:00:12Z,0.0,");
  }

  @Test
  void saysWhatThereIs() {
    JsonNode found = server.http().get("/api/v1/history/metrics").json();
    assertThat(found.path("onDisk").asBoolean()).isFalse();
    assertThat(found.path("tiers").toString())
        .contains("{\"stepSeconds\":600,\"keptSeconds\":2592000}");
    assertThat(found.path("metrics").toString()).contains("\"auth.p999\"", "\"cache.jwt.hit\"");
  }

  @ParameterizedTest
  @CsvSource({
    "metric=auth.p96, ?metric",
    "metric=, ?metric",
    "step=0s, ?step",
    "step=2d, ?step",
    "step=soon, ?step",
    "from=-7d&step=90s, ?step",
    "from=-30d&step=10m&to=now&metric=auth.p95&format=xml, ?format",
    "from=-9h&step=1m&format=csv&to=-10h, ?from",
    "from=yesterday, ?from",
    "to=, ?to",
    "from=-24h&step=10s, ?step",
    "from=1970-01-01T00:00:00Z&to=99999999999&step=10m, ?step",
    "colour=red, ?colour"
  })
  void whatMakesNoSenseIsRefusedWithAWord(String query, String pointer) {
    var answer = server.http().get("/api/v1/history?" + query);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo(pointer);
    assertThat(answer.json().at("/errors/0/detail").asText()).isNotEmpty();
  }

  private JsonNode histogram(String what) {
    var answer = server.http().get("/api/v1/histograms/" + what);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  @Test
  void tellsHowTheLatenciesOfATimeAreSpread() {
    JsonNode auth = histogram("auth?from=" + START);
    assertThat(auth.path("count").asInt()).isEqualTo(29 * 20);
    assertThat(auth.path("stepSeconds").asInt()).isEqualTo(1);
    JsonNode points = auth.path("points");
    assertThat(points.path(0).path("percentile").asInt()).isZero();
    assertThat(points.path(points.size() - 1).path("percentile").asInt()).isEqualTo(100);
    for (int i = 1; i < points.size(); i++) {
      assertThat(points.path(i).path("millis").asDouble())
          .isGreaterThanOrEqualTo(points.path(i - 1).path("millis").asDouble());
    }
    assertThat(points.findValuesAsText("percentile"))
        .as("of 580 none lies beyond 99.9 %")
        .contains("99.75")
        .doesNotContain("99.9");
    JsonNode two = histogram("auth?from=2026-11-24T12:00:12Z&to=2026-11-24T12:00:14Z");
    assertThat(two.path("count").asInt()).as("one of the two seconds was silent").isEqualTo(20);

    JsonNode later = histogram("auth?from=2026-11-24T13:00:00Z&to=2026-11-24T13:01:00Z");
    assertThat(later.path("count").asInt()).isZero();
    assertThat(later.path("points")).isEmpty();
    assertThat(later.path("meanMillis").isNull()).isTrue();
  }

  @Test
  void tellsTheSpreadOfTargetsLayersAndSides() {
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> histogram("target.load-user?from=" + START).path("count").asInt() > 0);
    JsonNode target = histogram("target.load-user?from=" + START);
    assertThat(target.path("stepSeconds").asInt()).isEqualTo(10);
    assertThat(histogram("layer.session?from=" + START).path("points"))
        .as("the layer has this target alone")
        .isEqualTo(target.path("points"));
    assertThat(histogram("cohort.jwks.treated?from=" + START).path("count").asInt()).isZero();
    for (String unknown : List.of("layer.none", "target.none", "cohort.jwks", "auth.p95")) {
      var answer = server.http().get("/api/v1/histograms/" + unknown);
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.json().path("detail").asText()).contains("layer.jwt");
    }
    assertThat(server.http().get("/api/v1/histograms/auth?from=now").json().path("detail").asText())
        .contains("from must be before to");
  }
}
