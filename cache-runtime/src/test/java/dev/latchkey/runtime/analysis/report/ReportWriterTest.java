package dev.latchkey.runtime.analysis.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.discovery.Findings;
import dev.latchkey.runtime.discovery.Proposal;
import dev.latchkey.runtime.discovery.Proposal.Confidence;
import dev.latchkey.runtime.metrics.LatencySummary;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.metrics.Span;
import dev.latchkey.runtime.metrics.Summary;
import dev.latchkey.runtime.metrics.TargetInfo;
import dev.latchkey.runtime.metrics.TargetSnapshot;
import dev.latchkey.runtime.metrics.WeavingStatus;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.time.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReportWriterTest {
  private static Proposal proposal(String name, Layer layer, double share) {
    String yaml =
        "targets:\n  - name: %s\n    layer: %s\n    role: time\n    class: com.acme.A\n    method: %s()\n"
            .formatted(name, layer.id(), name);
    return new Proposal(
        name,
        layer,
        "com.acme.A",
        name + "()",
        100,
        5,
        share,
        0,
        Confidence.HIGH,
        List.of("seen"),
        List.of("risk"),
        yaml,
        "");
  }

  private static Report report(Proposal... proposals) {
    Findings found =
        new Findings(
            List.of(proposals),
            List.of(new Findings.KeepAway("com.acme.A#write", "It writes users.")),
            List.of());
    return new ReportWriter(
            new Measurements(
                "orders<script>.jar",
                "1",
                Measurements.Period.LAST_MINUTE,
                new Metrics(new ManualTicker(), Metrics.SERIES_CAPACITY).summary(),
                List.of(),
                List.of(),
                found))
        .report();
  }

  @Test
  void ranksTheClassesByTheirShareAndBeginsWithTheFirst() {
    Report report =
        report(
            proposal("open", Layer.DB, 0.2),
            proposal("fetch", Layer.JWKS, 0.5),
            proposal("find", Layer.SESSION, 0.1),
            proposal("check", Layer.JWT, 0.05));

    assertThat(report.bottlenecks())
        .extracting(Report.Bottleneck::name)
        .containsExactly(
            "JWKS fetching", "Database synchronization", "Session management", "JWT validation");
    assertThat(report.strategy()).last().isEqualTo("Begin with phase jwks.");
    assertThat(report.roadmap().get(1).what()).contains("jwks");
    assertThat(report.notes()).contains("Keep nothing of com.acme.A#write: It writes users.");
  }

  private static TargetSnapshot target(String name, Layer layer, String source, long calls) {
    return new TargetSnapshot(
        new TargetInfo(name, layer, "com.acme.A", name, "exact", source),
        new WeavingStatus(WeavingStatus.State.WOVEN, "", List.of()),
        calls,
        0,
        Map.of(),
        LatencySummary.EMPTY);
  }

  private static List<String> defects(TargetSnapshot... targets) {
    Report report =
        new ReportWriter(
                new Measurements(
                    "orders.jar",
                    "1",
                    Measurements.Period.LAST_MINUTE,
                    new Metrics(new ManualTicker(), Metrics.SERIES_CAPACITY).summary(),
                    List.of(targets),
                    List.of(),
                    new Findings(List.of(), List.of(), List.of())))
            .report();
    String html = HtmlReport.of(report);
    String markdown = MarkdownReport.of(report);
    for (Report.Defect each : report.defects()) {
      assertThat(html).contains(each.evidence());
      assertThat(markdown).contains(each.remedy());
    }
    return report.defects().stream().map(each -> each.name() + ": " + each.evidence()).toList();
  }

  @Test
  @DisplayName("F-6 a key set that is fetched for each request is reported, with the figures")
  void fetchPerRequest() {
    var validations = target("nimbus-process", Layer.JWT, "preset:nimbus-jose-jwt", 400);

    assertThat(defects(validations, target("nimbus-fetch", Layer.JWKS, "preset:nimbus", 390)))
        .containsExactly(
            "The key set is fetched for each request: 390 fetches for 400 validations");
    assertThat(defects(validations, target("nimbus-fetch", Layer.JWKS, "preset:nimbus", 3)))
        .isEmpty();
    assertThat(defects(validations, target("nimbus-key-source", Layer.JWKS, "preset:nimbus", 400)))
        .isEmpty();
    assertThat(defects(validations, target("own", Layer.JWKS, "config", 400))).hasSize(1);
  }

  @Test
  @DisplayName("F-6 libraries that trust a removed key for long are reported when they are in use")
  void longLivedKeys() {
    var validations = target("auth0-verify", Layer.JWT, "preset:auth0-java-jwt", 400);

    assertThat(defects(validations, target("jwks-rsa-get", Layer.JWKS, "preset:jwks-rsa", 2)))
        .containsExactly(
            "jwks-rsa keeps a key for hours: its provider was asked 2 times for 400 validations");
    assertThat(defects(validations, target("jwks-rsa-get", Layer.JWKS, "preset:jwks-rsa", 400)))
        .isEmpty();
    assertThat(defects(target("spring-keys-reactive", Layer.JWKS, "preset:spring-security", 9)))
        .containsExactly(
            "Spring's reactive decoder never forgets a key set: 9 calls of its key source");
    assertThat(defects(target("spring-keys-reactive", Layer.JWKS, "preset:spring-security", 0)))
        .isEmpty();
  }

  @Test
  void predictsNothingThatItDoesNotKnowAndSaysTheMost() {
    Report.Gain jwks = report(proposal("fetch", Layer.JWKS, 0.5)).gains().get(0);

    assertThat(jwks.savedRatio()).isNaN();
    assertThat(jwks.atMost()).isEqualTo(0.5);
    assertThat(jwks.measurement()).isEqualTo("/api/v1/phases/jwks");
  }

  @Test
  void hasAConfigurationThatTheReaderTakes() {
    Report report =
        report(proposal("fetch", Layer.JWKS, 0.5), proposal("find", Layer.SESSION, 0.1));

    assertThat(ConfigReader.read(report.yaml(), "guide.yaml", Map.of()).problems()).isEmpty();
    assertThat(MarkdownReport.of(report))
        .contains(report.yaml(), "flowchart LR", "| JWKS fetching");
  }

  @Test
  void isOneFileThatAnApplicationsNameCannotScript() {
    String html = HtmlReport.of(report(proposal("fetch", Layer.JWKS, 0.5)));

    assertThat(html).contains("<svg", "orders&lt;script&gt;.jar").doesNotContain("<script");
    assertThat(html).doesNotContain("http://").doesNotContain("https://");
  }

  @Test
  void isOfALongerTimeWhenThatIsAskedFor() {
    ManualTicker ticker = new ManualTicker();
    Metrics metrics = new Metrics(ticker, Metrics.SERIES_CAPACITY);
    List<Span> seconds = new ArrayList<>();
    metrics.onSpan((second, span) -> seconds.add(span));
    OperationTracker tracker = new OperationTracker(metrics, ticker);
    for (int i = 0; i < 180; i++) {
      Operation operation = Objects.requireNonNull(tracker.enter(Layer.AUTH, 1));
      ticker.advance(Duration.ofMillis(10));
      tracker.enter(Layer.JWKS, 2);
      ticker.advance(Duration.ofMillis(30));
      tracker.exit(operation, 2, false);
      tracker.exit(operation, 1, false);
      ticker.advance(Duration.ofMillis(960));
      metrics.tick();
    }
    Summary now = metrics.summary();
    Measurements.Period period = new Measurements.Period("the last 3m", "/api/v1/history");
    Findings nothing = new Findings(List.of(), List.of(), List.of());

    Report report =
        new ReportWriter(
                new Measurements(
                    "orders.jar",
                    "1",
                    period,
                    now.of(Span.sum(seconds)),
                    List.of(),
                    List.of(),
                    nothing))
            .report();

    assertThat(now.auth().count()).isEqualTo(60);
    assertThat(report.operations()).isEqualTo(180);
    assertThat(report.authMillis()).isCloseTo(40, within(0.5));
    assertThat(report.basis()).contains("of the auth operations of the last 3m");
    assertThat(report.bottlenecks().get(0).share()).isCloseTo(0.75, within(0.01));
    assertThat(report.bottlenecks().get(0).measurement()).isEqualTo("/api/v1/history");
    assertThat(MarkdownReport.of(report)).doesNotContain("/api/v1/summary");
  }

  @Test
  void saysThatThereIsNothingToReport() {
    assertThat(report().basis()).contains("nothing to report yet");
    assertThat(MarkdownReport.of(report())).contains("flowchart LR");
  }
}
