package dev.latchkey.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.demo.SessionGoals.Goal;
import dev.latchkey.demo.SessionGoals.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ResultFileTest {
  @TempDir private Path directory;

  @Test
  void holdsTheStepsInOrder() throws Exception {
    assertThat(written().path("steps").valueStream().map(step -> step.path("name").asString()))
        .containsExactly("none", "jwks", "jwks+jwt");
  }

  @Test
  void namesEveryFigure() throws Exception {
    var last = written().path("steps").path(2);

    assertThat(last.propertyNames())
        .containsExactly(
            "name",
            "phases",
            "requests",
            "errors",
            "ratePerSecond",
            "meanMillis",
            "p50Millis",
            "p95Millis",
            "p99Millis",
            "hitRatio",
            "connectionsOpened",
            "userQueries",
            "requestMeanMillis",
            "requestP50Millis",
            "requestP95Millis",
            "requestP99Millis");
    assertThat(last.path("phases").valueStream().map(JsonNode::asString))
        .containsExactly("jwks", "jwt");
    assertThat(last.path("requests").intValue()).isEqualTo(400);
    assertThat(last.path("errors").intValue()).isEqualTo(2);
    assertThat(last.path("ratePerSecond").doubleValue()).isEqualTo(20);
    assertThat(last.path("meanMillis").doubleValue()).isEqualTo(18);
    assertThat(last.path("p50Millis").doubleValue()).isEqualTo(16);
    assertThat(last.path("p95Millis").doubleValue()).isEqualTo(22);
    assertThat(last.path("p99Millis").doubleValue()).isEqualTo(26);
    assertThat(last.path("hitRatio").path("jwt").doubleValue()).isEqualTo(0.75);
    assertThat(last.path("connectionsOpened").intValue()).isEqualTo(801);
    assertThat(last.path("userQueries").intValue()).isEqualTo(12);
    assertThat(last.path("requestMeanMillis").doubleValue()).isEqualTo(50.1235);
  }

  @Test
  void holdsTheGoals() throws Exception {
    var goal = written().path("goals").path(0);

    assertThat(goal.propertyNames())
        .containsExactly("name", "verdict", "bound", "value", "sentence");
    assertThat(goal.path("verdict").asString()).isEqualTo("MET");
    assertThat(goal.path("value").doubleValue()).isEqualTo(0.97);
  }

  @Test
  void leavesOutLayersWithoutACache() throws Exception {
    assertThat(written().path("steps").path(0).path("hitRatio").isEmpty()).isTrue();
  }

  @Test
  void replacesAnEarlierResult() throws Exception {
    var file = directory.resolve("result.json");
    Files.writeString(file, "x".repeat(100_000));

    ResultFile.write(file, List.of(), new SessionGoals(List.of()));

    assertThat(new JsonMapper().readTree(Files.readString(file)).path("steps").isEmpty()).isTrue();
  }

  private JsonNode written() throws Exception {
    var file = directory.resolve("demo").resolve("result.json");
    ResultFile.write(
        file,
        Steps.threeOfThem(),
        new SessionGoals(List.of(new Goal("sessionHitRatio", Verdict.MET, 0.85, 0.97, "well"))));
    return new JsonMapper().readTree(Files.readString(file));
  }
}
