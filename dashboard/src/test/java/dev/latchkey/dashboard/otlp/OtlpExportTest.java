package dev.latchkey.dashboard.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.SimulatedApp;
import dev.latchkey.dashboard.TestServer;
import dev.latchkey.runtime.audit.Event;
import dev.latchkey.runtime.config.ExportConfig.Otlp;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtlpExportTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir private File directory;
  private Collector collector;
  private TestServer server;
  private SimulatedApp app;
  private final List<OtlpExport> open = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    collector = new Collector();
    server = new TestServer(directory);
    app = server.app();
  }

  @AfterEach
  void stop() {
    open.forEach(OtlpExport::close);
    server.close();
    collector.close();
  }

  private OtlpExport export(URI endpoint, Optional<File> headers) {
    var services = app.services();
    var export =
        new OtlpExport(
            new Otlp(endpoint, SECOND, headers),
            services.info(),
            services.snapshots(),
            services.events(),
            services.metrics().errors(),
            services.ticker());
    open.add(export);
    export.start();
    return export;
  }

  private List<Event> events(String kind) {
    return app.events().after(0).stream().filter(event -> event.kind().equals(kind)).toList();
  }

  private JsonNode firstTaken() {
    await().atMost(LIMIT).until(() -> !collector.taken().isEmpty());
    return collector.taken().get(0);
  }

  @Test
  void theCollectorGetsTheFiguresOfAScrape() {
    server.admin().json("PATCH", "/api/v1/phases/jwt", "{\"enabled\":true,\"rollout\":50}");
    app.second(50);
    export(collector.address(), Optional.empty());
    JsonNode whole = firstTaken().at("/resourceMetrics/0");

    assertThat(collector.paths()).contains("POST /v1/metrics");
    assertThat(collector.headers().get(0))
        .containsEntry("Content-type", List.of("application/json"));
    assertThat(whole.at("/resource/attributes").toString()).contains("orders-api.jar");
    assertThat(whole.at("/scopeMetrics/0/scope/name").asText()).isEqualTo("dev.latchkey");
    Map<String, Double> scraped = scraped();
    Map<String, Double> sent = sent(whole.at("/scopeMetrics/0/metrics"));
    scraped.keySet().removeIf(OtlpExportTest::moves);
    sent.keySet().removeIf(OtlpExportTest::moves);
    assertThat(sent).hasSizeGreaterThan(100).isEqualTo(scraped);
  }

  /** What changes between two looks, or is no figure of the application. */
  private static boolean moves(String name) {
    return name.startsWith("latchkey_agent_")
        || name.startsWith("latchkey_build")
        || name.startsWith("latchkey_dashboard_");
  }

  /** Every line of a scrape by name and labels; of buckets those up to each bound. */
  private Map<String, Double> scraped() {
    Map<String, Double> figures = new TreeMap<>();
    server
        .http()
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int space = line.lastIndexOf(' ');
              figures.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
            });
    return figures;
  }

  private static Map<String, Double> sent(JsonNode metrics) {
    Map<String, Double> figures = new TreeMap<>();
    for (JsonNode metric : metrics) {
      String name = metric.path("name").asText();
      for (JsonNode point : metric.at("/gauge/dataPoints")) {
        figures.put(name + labels(point, ""), point.path("asDouble").asDouble());
      }
      for (JsonNode point : metric.at("/sum/dataPoints")) {
        assertThat(metric.at("/sum/isMonotonic").asBoolean()).isTrue();
        assertThat(metric.at("/sum/aggregationTemporality").asInt()).isEqualTo(2);
        assertThat(point.path("startTimeUnixNano").isTextual()).isTrue();
        figures.put(name + "_total" + labels(point, ""), point.path("asDouble").asDouble());
      }
      for (JsonNode point : metric.at("/histogram/dataPoints")) {
        addHistogram(figures, name, point);
      }
    }
    return figures;
  }

  private static void addHistogram(Map<String, Double> figures, String name, JsonNode point) {
    assertThat(point.path("count").isTextual()).isTrue();
    double below = 0;
    for (int i = 0; i < point.path("bucketCounts").size(); i++) {
      below += point.path("bucketCounts").get(i).asLong();
      JsonNode bound = point.path("explicitBounds").path(i);
      String le = bound.isMissingNode() ? "+Inf" : Double.toString(bound.asDouble());
      figures.put(name + "_bucket" + labels(point, le), below);
    }
    figures.put(name + "_count" + labels(point, ""), (double) point.path("count").asLong());
    figures.put(name + "_sum" + labels(point, ""), point.path("sum").asDouble());
  }

  private static String labels(JsonNode point, String le) {
    Map<String, String> labels = new TreeMap<>();
    for (JsonNode attribute : point.path("attributes")) {
      labels.put(attribute.path("key").asText(), attribute.at("/value/stringValue").asText());
    }
    List<String> parts = new ArrayList<>();
    labels.forEach((key, value) -> parts.add(key + "=\"" + value + "\""));
    if (!le.isEmpty()) {
      parts.add("le=\"" + le + "\"");
    }
    return parts.isEmpty() ? "" : "{" + String.join(",", parts) + "}";
  }

  @Test
  void aCollectorThatFailsIsToldOnceAndTriedAgain() {
    collector.refuse(503, 503);
    app.second(5);
    export(collector.address(), Optional.empty());
    firstTaken();
    await().atMost(LIMIT).until(() -> !events("otlp.restored").isEmpty());

    assertThat(events("otlp.failing"))
        .singleElement()
        .satisfies(event -> assertThat(event.text()).contains("status 503"));
    assertThat(collector.paths().size()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void headersComeFromTheFileAndNowhereElse() throws IOException {
    File file = new File(directory, "headers");
    Files.writeString(file.toPath(), "# for the collector\nAuthorization: Bearer sesame\n\n");
    collector.refuse(503);
    export(collector.address(), Optional.of(file));
    firstTaken();

    assertThat(collector.headers().get(0)).containsEntry("Authorization", List.of("Bearer sesame"));
    assertThat(app.events().after(0).toString()).doesNotContain("sesame");
    assertThat(server.http().get("/metrics").body()).doesNotContain("sesame");
  }

  @Test
  void aHeadersFileThatIsWrongIsToldWithoutItsContent() throws IOException {
    File file = new File(directory, "headers");
    Files.writeString(file.toPath(), "X-Fine: 1\nBearer sesame\n");
    export(collector.address(), Optional.of(file));
    await().atMost(LIMIT).until(() -> !events("otlp.failing").isEmpty());

    assertThat(events("otlp.failing").get(0).text()).contains("line 2").doesNotContain("sesame");
    assertThat(collector.paths()).isEmpty();
  }

  @Test
  void aCollectorThatNeverAnswersHoldsNothingUp() throws IOException {
    try (var silent = new ServerSocket(0)) {
      var export =
          export(URI.create("http://127.0.0.1:" + silent.getLocalPort()), Optional.empty());
      silent.accept();
      export.close();
      app.second(5);
      assertThat(server.http().get("/metrics").status()).isEqualTo(200);
    }
  }

  @Test
  void theThreadEndsWithTheExport() {
    var export = export(collector.address(), Optional.empty());
    firstTaken();
    export.close();
    await().atMost(LIMIT).until(() -> running() == 0);
    assertThat(app.metrics().errors().total()).isZero();
  }

  private static long running() {
    Map<Thread, StackTraceElement[]> all = new HashMap<>(Thread.getAllStackTraces());
    return all.keySet().stream().filter(each -> each.getName().equals("latchkey-otlp")).count();
  }
}
