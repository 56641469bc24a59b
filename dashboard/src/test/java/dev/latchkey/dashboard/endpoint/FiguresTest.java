package dev.latchkey.dashboard.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.TestServer;
import dev.latchkey.runtime.audit.Event.Severity;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FiguresTest {
  private TestServer server;

  @BeforeEach
  void start(@TempDir File directory) throws IOException {
    server = new TestServer(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode get(String path) {
    var answer = server.http().get(path);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  @Nested
  class BeforeAnyOperation {
    @Test
    void noFigureIsMadeUp() {
      server.app().second(0);
      var summary = get("/api/v1/summary");
      assertThat(summary.at("/auth/p95Millis").isNull()).isTrue();
      assertThat(summary.path("successRatio").isNull()).isTrue();
      assertThat(summary.at("/hitRatio/jwks").isNull()).isTrue();
      assertThat(summary.path("overallHitRatio").isNull()).isTrue();
      assertThat(summary.at("/auth/count").asInt(-1)).isZero();
    }

    @Test
    void theVerdictNamesTheNextQuestion() {
      server.app().second(0);
      var verdict = get("/api/v1/status").path("verdict");
      assertThat(verdict.path("level").asText()).isEqualTo("nodata");
      assertThat(verdict.path("text").asText()).endsWith("Is traffic reaching them?");
    }
  }

  @Nested
  class WhileOperationsRun {
    @Test
    void theSummaryTellsThem() {
      server.admin().json("PATCH", "/api/v1/phases/jwt", "{\"enabled\":true}");
      server.app().second(50);
      var summary = get("/api/v1/summary");
      assertThat(summary.at("/auth/count").asInt()).isEqualTo(50);
      assertThat(summary.at("/hitRatio/jwt").asDouble()).isBetween(0.5, 1.0);
      assertThat(summary.at("/outcomes/jwt/hit").asInt()).isPositive();
      assertThat(summary.path("connectionsOpened").asInt()).isEqualTo(50);
      assertThat(summary.path("at").asText()).matches("2026-11-24T12:00:0\\dZ|.*\\.\\d{3}Z");
      var status = get("/api/v1/status");
      assertThat(status.at("/verdict/text").asText()).contains("On: jwt for 100 % (hit ");
      assertThat(status.path("phasesOn").toString()).isEqualTo("[\"jwt\"]");
    }

    @Test
    void targetsTellTheirStateAndFigures() {
      server.app().second(10);
      var targets = get("/api/v1/targets").path("targets");
      assertThat(targets).hasSize(7);
      assertThat(targets.at("/0/class").asText()).isEqualTo("com.acme.web.AuthFilter");
      assertThat(targets.at("/0/calls").asInt()).isEqualTo(10);
      assertThat(targets.at("/5/state").asText()).isEqualTo("waiting");
      assertThat(targets.at("/6/state").asText()).isEqualTo("unmatched");
      assertThat(targets.at("/6/latency/p95Millis").isNull()).isTrue();
    }

    @Test
    @DisplayName("F-3 each target's calls are told by what its cache did")
    void outcomesOfEachTarget() {
      server.app().second(10);
      assertThat(get("/api/v1/targets").path("targets"))
          .anyMatch(target -> target.at("/outcomes/disabled").asInt() == 10);
      assertThat(server.http().get("/metrics").body())
          .containsPattern(
              "latchkey_target_cache_requests_total\\{layer=\"jwt\",result=\"disabled\",target=\"[a-z-]+\"} 10\\.0");
    }

    @Test
    void prometheusLearnsHowLongLoadsTook() {
      server.app().second(10);
      assertThat(server.http().get("/metrics").body())
          .as("no cache was asked yet")
          .doesNotContain("latchkey_cache_load_duration_seconds_count");
      server.admin().json("PATCH", "/api/v1/phases/jwt", "{\"enabled\":true,\"rollout\":100}");
      server.app().second(200);
      var lines = server.http().get("/metrics").body().lines().toList();
      String missed = "latchkey_cache_requests_total{layer=\"jwt\",result=\"miss\"} ";
      String loads = "latchkey_cache_load_duration_seconds_count{layer=\"jwt\"} ";
      double misses = figure(lines, missed);
      assertThat(misses).isPositive();
      assertThat(figure(lines, loads)).isEqualTo(misses);
      assertThat(lines)
          .anyMatch(
              line ->
                  line.startsWith(
                      "latchkey_cache_load_duration_seconds_bucket{layer=\"jwt\",le=\"0.01\"} "));
      double seconds = figure(lines, "latchkey_cache_load_duration_seconds_sum{layer=\"jwt\"} ");
      assertThat(seconds / misses)
          .as("the application takes 1.8 ms at the median")
          .isBetween(0.0005, 0.02);
    }

    private static double figure(List<String> lines, String beginning) {
      return lines.stream()
          .filter(line -> line.startsWith(beginning))
          .mapToDouble(line -> Double.parseDouble(line.substring(beginning.length())))
          .findFirst()
          .orElseThrow();
    }

    @Test
    void prometheusGetsThemWithTheirNames() {
      server.app().second(10);
      var text = server.http().get("/metrics");
      assertThat(text.header("Content-Type")).startsWith("text/plain; version=0.0.4");
      assertThat(text.body())
          .contains(
              "latchkey_build_info{jvm=\"Eclipse Adoptium 17.0.15\",version=\"0.1.0-SNAPSHOT\"} 1")
          .contains("latchkey_auth_requests_total{outcome=\"success\"} 10.0")
          .contains("latchkey_auth_duration_seconds_bucket{stage=\"total\",le=\"+Inf\"} 10")
          .contains("latchkey_auth_duration_seconds_count{stage=\"total\"} 10")
          .contains("latchkey_cache_requests_total{layer=\"jwt\",result=\"disabled\"} 10.0")
          .contains("latchkey_cache_entries{layer=\"jwks\"} 0.0")
          .contains("latchkey_phase_enabled{phase=\"jwks\"} 0.0")
          .contains("latchkey_phase_rollout_ratio{phase=\"jwks\"} 1.0")
          .contains("latchkey_db_connections_opened_total 10.0")
          .contains("latchkey_target_calls_total{layer=\"auth\",target=\"auth-filter\"} 10.0")
          .contains("latchkey_agent_errors_total{where=\"dispatch\"} 0.0")
          .contains("latchkey_dashboard_clients 0.0")
          .contains("latchkey_auth_failures_total{kind=\"rejected\"} 0.0")
          .contains("latchkey_auth_operations_running 0.0")
          .contains(
              "latchkey_target_duration_seconds_count{layer=\"auth\",target=\"auth-filter\"} 10")
          .contains("latchkey_jvm_heap_used_bytes ")
          .contains("latchkey_jvm_heap_after_gc_bytes ")
          .contains("latchkey_jvm_gc_pauses_total ")
          .contains("latchkey_process_cpu_seconds_total ")
          .contains("latchkey_agent_cpu_seconds_total ")
          .contains("latchkey_agent_heap_bytes ");
    }

    @Test
    void prometheusGetsWhatSpeaksForAPhaseAndWhatWasTakenBack() {
      server.admin().json("POST", "/api/v1/phases/jwt/rollout", "{}");
      server.admin().json("POST", "/api/v1/phases/jwt/rollback", "{}");
      server.admin().json("POST", "/api/v1/phases/jwt/rollback", "{}");
      server.admin().json("PATCH", "/api/v1/phases/jwks", "{\"enabled\":true}");
      server.admin().json("POST", "/api/v1/rollback", "{}");
      server.admin().json("PATCH", "/api/v1/phases/jwt", "{\"enabled\":true}");
      server.app().second(300);
      server.app().second(1);
      assertThat(server.http().get("/metrics").body())
          .contains("latchkey_phase_rollbacks_total{phase=\"jwt\",reason=\"by-hand\"} 1.0")
          .contains("latchkey_phase_rollbacks_total{phase=\"jwks\",reason=\"by-hand\"} 1.0")
          .contains("latchkey_phase_rollbacks_total{phase=\"jwt\",reason=\"guard\"} 0.0")
          .contains("latchkey_shadow_checks_total{phase=\"jwt\",result=\"mismatch\"} 0.0")
          .containsPattern("latchkey_phase_gate_ok\\{gate=\"mean-latency\",phase=\"jwt\"} [01]\\.0")
          .doesNotContain("latchkey_phase_gate_ok{gate=\"mean-latency\",phase=\"jwks\"}");
    }

    @Test
    void prometheusGetsWhetherTheConfigurationFileIsInForce() {
      String at = "latchkey_config_last_reload_timestamp_seconds ";
      String ok = "latchkey_config_last_reload_successful ";
      double first = value(at);
      assertThat(value(ok)).isEqualTo(1);

      server.app().second(0);
      server.app().events().add("config.refused", Severity.WARN, "config", "It was refused.");
      assertThat(value(ok)).isZero();
      assertThat(value(at)).isEqualTo(first);

      server.app().second(0);
      server.app().events().add("config.reloaded", Severity.INFO, "config", "It is in force.");
      assertThat(value(ok)).isEqualTo(1);
      assertThat(value(at)).isGreaterThan(first);
    }

    private double value(String metric) {
      String text = server.http().get("/metrics").body();
      int begin = text.lastIndexOf("\n" + metric) + 1 + metric.length();
      return Double.parseDouble(text.substring(begin, text.indexOf('\n', begin)));
    }

    @Test
    void prometheusGetsBothSidesOfARollout() {
      server.admin().json("PATCH", "/api/v1/phases/jwt", "{\"enabled\":true,\"rollout\":50}");
      server.app().second(200);
      var text = server.http().get("/metrics").body();
      assertThat(text)
          .containsPattern(
              "latchkey_phase_auth_duration_seconds_count\\{cohort=\"treated\",phase=\"jwt\"} [1-9]")
          .containsPattern(
              "latchkey_phase_auth_duration_seconds_count\\{cohort=\"control\",phase=\"jwt\"} [1-9]")
          .contains("latchkey_phase_auth_failures_total{cohort=\"control\",phase=\"jwt\"}");
    }

    @Test
    void theSummaryTellsWhatTheAgentAndTheSystemTake() {
      server.app().second(10);
      server.app().second(10);
      var summary = get("/api/v1/summary");
      assertThat(summary.at("/auth/p999Millis").asDouble())
          .isGreaterThanOrEqualTo(summary.at("/auth/p99Millis").asDouble());
      assertThat(summary.at("/failures").isObject()).isTrue();
      assertThat(summary.at("/concurrent").asInt(-1)).isZero();
      assertThat(summary.at("/agent/heapBytes").asDouble()).isPositive();
      assertThat(summary.at("/agent/errors").asInt(-1)).isZero();
      assertThat(summary.at("/system/totals/processCpuSeconds").asDouble()).isPositive();
    }
  }

  @Nested
  class Timeseries {
    @Test
    void haveAColumnForEachSeriesAndNoRowForALostSecond() {
      server.app().second(5);
      server.app().pause(Duration.ofSeconds(3));
      server.app().second(5);
      server.app().second(0);
      var series = get("/api/v1/timeseries?range=5m");
      assertThat(series.path("times")).hasSize(3);
      long gap = series.at("/times/1").asLong() - series.at("/times/0").asLong();
      assertThat(gap).isEqualTo(4);
      assertThat(series.path("columns")).hasSameSizeAs(series.path("series"));
      assertThat(series.path("columns")).allMatch(column -> column.size() == 3);
      assertThat(series.path("seq").asLong()).isEqualTo(3);
    }

    @Test
    void chooseSeriesByNameAndPattern() {
      var series = get("/api/v1/timeseries?metrics=auth.p95,cache.*").path("series");
      assertThat(series.findValuesAsText("id"))
          .containsExactly("auth.p95", "cache.jwks.hit", "cache.jwt.hit", "cache.session.hit");
    }

    @Test
    void stepsShowTheWorstSecondAndBeginAtMultiples() {
      for (int i = 0; i < 60; i++) {
        server.app().second(i % 10 == 0 ? 30 : 1);
      }
      var fine = get("/api/v1/timeseries?range=1m&points=60&metrics=auth.rate,auth.p99");
      var coarse = get("/api/v1/timeseries?range=1m&points=6&metrics=auth.rate,auth.p99");
      assertThat(coarse.path("stepSeconds").asInt()).isEqualTo(10);
      assertThat(coarse.path("times")).allMatch(time -> time.asLong() % 10 == 0);
      double worst = 0;
      for (var value : fine.at("/columns/1")) {
        worst = Math.max(worst, value.asDouble());
      }
      double shown = 0;
      for (var value : coarse.at("/columns/1")) {
        shown = Math.max(shown, value.asDouble());
      }
      assertThat(shown).isEqualTo(worst);
      assertThat(coarse.at("/columns/0/2").asDouble()).isBetween(3.0, 5.0);
    }

    @Test
    void goOnAfterATick() {
      for (int i = 0; i < 5; i++) {
        server.app().second(1);
      }
      var series = get("/api/v1/timeseries?after=3");
      assertThat(series.path("times")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
      "range=2h, ?range",
      "range=0s, ?range",
      "range=x, ?range",
      "points=0, ?points",
      "points=3601, ?points",
      "points=x, ?points",
      "after=-1, ?after",
      "metrics=nope, ?metrics",
      "rnage=5m, ?rnage"
    })
    void refuseWhatTheyDoNotUnderstand(String query, String pointer) {
      var answer = server.http().get("/api/v1/timeseries?" + query);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo(pointer);
    }
  }

  @Test
  void whatSomebodyNotesIsAmongTheEventsUnderTheirName() {
    var noted = server.admin().json("POST", "/api/v1/annotations", "{\"text\":\" deploy <4.2> \"}");
    assertThat(noted.status()).as(noted.body()).isEqualTo(201);
    JsonNode last = get("/api/v1/events").path("events");
    last = last.get(last.size() - 1);
    assertThat(last).isEqualTo(noted.json());
    assertThat(last.path("kind").asText()).isEqualTo("annotation");
    assertThat(last.path("actor").asText()).isEqualTo("api");
    assertThat(last.path("text").asText()).isEqualTo("deploy <4.2>");

    assertThat(server.http().json("POST", "/api/v1/annotations", "{\"text\":\"x\"}").status())
        .isEqualTo(401);
    String tooLong = "{\"text\":\"" + "x".repeat(201) + "\"}";
    for (String wrong : List.of(tooLong, "{\"text\":\" \"}", "{}")) {
      assertThat(server.admin().json("POST", "/api/v1/annotations", wrong).status())
          .as(wrong)
          .isEqualTo(400);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void eventsBeginAfterAnId(int after) {
    server.app().events().add("test", Severity.WARN, "auto", "x");
    var events = get("/api/v1/events?after=" + after).path("events");
    assertThat(events).hasSize(2 - after);
    assertThat(events.path(1 - after).path("severity").asText()).isEqualTo("warn");
  }
}
