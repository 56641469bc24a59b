package dev.latchkey.dashboard.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.TestServer;
import dev.latchkey.runtime.bench.BenchResult;
import dev.latchkey.runtime.bench.Point;
import dev.latchkey.runtime.bench.Repetition;
import dev.latchkey.runtime.bench.ResultJson;
import dev.latchkey.runtime.bench.ScenarioResult;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaselinesTest {
  private static final String PATH = "/api/v1/baselines";

  private TestServer server;

  @BeforeEach
  void start(@TempDir File directory) throws IOException {
    server = new TestServer(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String body(String name, double millis, double rate) throws IOException {
    ScenarioResult warm =
        new ScenarioResult(
            "warm",
            "complete",
            List.of(),
            rate,
            10,
            IntStream.range(0, 3).mapToObj(i -> repetition(millis * (1 + i / 100.0))).toList(),
            List.of(new Point(0.5, millis), new Point(1, 2 * millis)),
            Map.of(),
            Map.of());
    BenchResult result =
        new BenchResult(
            BenchResult.SCHEMA,
            "any",
            Instant.parse("2026-11-24T12:00:00Z"),
            "complete",
            "",
            Map.of("java", "17"),
            500,
            List.of(warm),
            List.of(),
            List.of());
    String json = new String(ResultJson.write(result), StandardCharsets.UTF_8);
    return "{\"name\":\"" + name + "\",\"result\":" + json + "}";
  }

  private static Repetition repetition(double millis) {
    return new Repetition(
        100, 0, 50, millis, millis, millis, millis, millis, millis, 0, Double.NaN, Double.NaN);
  }

  private JsonNode keep(String name, double millis, double rate) throws IOException {
    var answer = server.admin().json("POST", PATH, body(name, millis, rate));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  private JsonNode compare(String query) {
    return server.http().get("/api/v1/compare" + query).json();
  }

  @Test
  void keepsWhatIsMeasuredAndComparesIt() throws IOException {
    assertThat(compare("").path("differences").toString()).contains("there is no baseline");
    assertThat(keep("before", 20, 50).path("scenarios")).hasSize(1);
    JsonNode after = keep("after", 10, 50);
    JsonNode all = server.http().get(PATH).json();
    assertThat(after.path("onDisk").isBoolean()).isTrue();
    assertThat(after.path("onDisk")).isEqualTo(all.path("onDisk"));
    JsonNode list = all.path("baselines");
    assertThat(list).hasSize(2);
    assertThat(list.at("/0/name").asText()).isEqualTo("before");
    assertThat(list.at("/0/environment/java").asText()).isEqualTo("17");
    assertThat(server.http().get(PATH + "/before").json().at("/scenarios/0/curve/1/millis").asInt())
        .isEqualTo(40);

    JsonNode compared = compare("?from=before&to=after");
    assertThat(compared.path("comparable").asBoolean()).isTrue();
    assertThat(compared.path("rows")).hasSize(4);
    assertThat(compared.at("/rows/0/ratio").asDouble()).isEqualTo(0.5);
    assertThat(compared.at("/rows/0/high").asDouble()).isLessThan(0.6);
    assertThat(compared.at("/rows/0/verdict").asText()).isEqualTo("better");
    assertThat(server.http().get("/api/v1/audit").body()).contains("POST /api/v1/baselines");
  }

  @Test
  void givesNoVerdictBetweenDifferentLoads() throws IOException {
    keep("before", 20, 50);
    keep("after", 10, 90);
    JsonNode compared = compare("?from=before&to=after");
    assertThat(compared.path("comparable").asBoolean()).isFalse();
    assertThat(compared.path("differences").toString()).contains("the load of warm differs");
    assertThat(compared.at("/rows/0/verdict").asText()).isEqualTo("unclear");
    assertThat(compared.at("/rows/0/low").isNull()).isTrue();
  }

  @Test
  void replacesAndForgets() throws IOException {
    keep("before", 20, 50);
    keep("before", 30, 50);
    assertThat(server.http().get(PATH).json().path("baselines")).hasSize(1);
    assertThat(server.admin().json("DELETE", PATH + "/before", "{}").json().path("baselines"))
        .isEmpty();
    assertThat(server.admin().json("DELETE", PATH + "/before", "{}").status()).isEqualTo(404);
    assertThat(server.http().get(PATH + "/before").status()).isEqualTo(404);
  }

  @Test
  void keepsSoManyAndNoMore() throws IOException {
    for (int i = 0; i < 20; i++) {
      keep("b" + i, 20, 50);
    }
    assertThat(server.admin().json("POST", PATH, body("b20", 20, 50)).status()).isEqualTo(409);
    keep("b19", 20, 50);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"name\":\"live\"}",
        "{\"name\":\"<b>\"}",
        "{\"name\":\"x\",\"minutes\":0}",
        "{\"name\":\"x\",\"result\":{}}",
        "{\"name\":\"x\",\"result\":[1]}",
        "{\"name\":\"x\",\"nam\":1}"
      })
  void whatMakesNoSenseIsRefused(String body) {
    assertThat(server.admin().json("POST", PATH, body).status()).isEqualTo(400);
    assertThat(server.http().get(PATH).json().path("baselines")).isEmpty();
  }

  @Test
  void nothingIsKeptWithoutTheToken() {
    assertThat(server.http().json("POST", PATH, "{\"name\":\"x\"}").status()).isEqualTo(401);
    assertThat(server.http().json("DELETE", PATH + "/x", "{}").status()).isEqualTo(401);
  }
}
