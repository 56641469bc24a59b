package dev.latchkey.runtime.analysis.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.discovery.Findings;
import dev.latchkey.runtime.discovery.Proposal;
import dev.latchkey.runtime.discovery.Proposal.Confidence;
import dev.latchkey.runtime.metrics.Metrics;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.time.ManualTicker;
import java.util.List;
import java.util.Map;
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
  void saysThatThereIsNothingToReport() {
    assertThat(report().basis()).contains("nothing to report yet");
    assertThat(MarkdownReport.of(report())).contains("flowchart LR");
  }
}
