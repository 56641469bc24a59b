package dev.latchkey.dashboard.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.TestServer;
import dev.latchkey.dashboard.http.Json;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files for Prometheus and Grafana, and the page about metrics, name what a scrape has. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MonitoringFilesTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Pattern METRIC = Pattern.compile("latchkey_[a-z0-9_]+");

  /** Labels with the values that the files ask for. */
  private static final Pattern LABEL =
      Pattern.compile("(stage|outcome|result|kind|cohort|layer)(?:=~?|!=)\\\\?\"([a-z|-]+)\\\\?\"");

  /** Values that appear when they first occur. */
  private static final Set<String> LATER = Set.of("stale", "bypass");

  private String scrape = "";

  @BeforeAll
  void scrape(@TempDir File directory) throws IOException {
    try (var server = new TestServer(directory)) {
      server.admin().json("PATCH", "/api/v1/phases/jwt", "{\"enabled\":true,\"rollout\":50}");
      server.app().second(400);
      server.app().second(1); // what is told of a second needs two ticks
      scrape = server.http().get("/metrics").body();
    }
  }

  @AfterAll
  void forget() {
    scrape = "";
  }

  private static Set<String> names(String text) {
    return METRIC.matcher(text).results().map(found -> found.group()).collect(Collectors.toSet());
  }

  /** Names of metrics with data, of what belongs to a sample and to its metric. */
  private Set<String> there() {
    Set<String> there = new TreeSet<>();
    scrape
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> there.add(line.split("[ {]", 2)[0]));
    scrape
        .lines()
        .filter(line -> line.startsWith("# TYPE "))
        .forEach(line -> there.add(line.split(" ", 4)[2]));
    return there;
  }

  @ParameterizedTest
  @ValueSource(strings = {"prometheus/rules.yml", "grafana/latchkey.json"})
  void everyMetricNamedIsInAScrape(String file) throws IOException {
    Set<String> named = names(Files.readString(DOCS.resolve(file)));
    assertThat(named).hasSizeGreaterThan(8).isSubsetOf(there());
  }

  @ParameterizedTest
  @ValueSource(strings = {"prometheus/rules.yml", "grafana/latchkey.json"})
  void everyLabelAskedForHasTheValue(String file) throws IOException {
    var asked = LABEL.matcher(Files.readString(DOCS.resolve(file)));
    int found = 0;
    while (asked.find()) {
      found++;
      for (String value : asked.group(2).split("\\|", -1)) {
        if (!LATER.contains(value)) {
          assertThat(scrape.contains(asked.group(1) + "=\"" + value + "\""))
              .as("%s=%s", asked.group(1), value)
              .isTrue();
        }
      }
    }
    assertThat(found).isPositive();
  }

  @Test
  void everyPanelAsksForSomething() throws IOException {
    JsonNode dashboard = Json.read(Files.readAllBytes(DOCS.resolve("grafana/latchkey.json")));
    assertThat(dashboard.path("panels").size()).isGreaterThan(10);
    for (JsonNode panel : dashboard.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        assertThat(target.path("expr").asText())
            .as(panel.path("title").asText())
            .contains("latchkey_");
      }
      assertThat(panel.path("targets").size()).isPositive();
    }
  }

  @Test
  void thePageListsEveryMetric() throws IOException {
    String page = Files.readString(DOCS.resolve("monitoring.md"));
    Set<String> missing =
        there().stream()
            .map(name -> name.replaceFirst("_(bucket|sum|count)$", ""))
            .filter(name -> !name.startsWith("latchkey_session_"))
            .filter(name -> !page.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(missing).isEmpty();
  }
}
