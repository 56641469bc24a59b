package dev.latchkey.runtime.analysis.report;

import dev.latchkey.runtime.analysis.report.Report.Bottleneck;
import java.util.List;

/** Writes a report as Markdown, with its diagram for Mermaid. Stateless. */
public final class MarkdownReport {
  private MarkdownReport() {}

  /** Returns the text. */
  public static String of(Report report) {
    StringBuilder out = new StringBuilder();
    out.append("# Authentication of ").append(cell(report.application())).append("\n\n");
    out.append("Made ").append(report.at()).append(" by Latchkey ").append(report.version());
    out.append(". ").append(report.basis()).append("\n\n");
    out.append("Authentications measured: ").append(report.operations());
    out.append(", mean ").append(Words.millis(report.authMillis()));
    out.append(", p95 ").append(Words.millis(report.authP95Millis()));
    // The first of the key figures is the mean of the line above.
    String measurement = report.kpis().get(0).measurement();
    out.append(" ([measurement](").append(measurement).append("))\n\n");
    out.append("## Architecture as found\n\n");
    diagram(report.bottlenecks(), out);
    out.append("\n## Bottlenecks\n\n");
    head(out, "Class", "Share", "Time each", "Methods", "Measurement");
    for (Bottleneck each : report.bottlenecks()) {
      row(
          out,
          each.name(),
          Words.percent(each.share()),
          Words.millis(each.millis()),
          String.join("<br>", each.methods()),
          link(each.measurement()));
    }
    if (!report.defects().isEmpty()) {
      out.append("\n## Defects\n\n");
      head(out, "What", "Seen", "Remedy", "Measurement");
      report
          .defects()
          .forEach(
              each ->
                  row(out, each.name(), each.evidence(), each.remedy(), link(each.measurement())));
    }
    out.append("\n## Predicted gain\n\n");
    head(out, "Phase", "Hit rate", "Less time", "At most", "Made from", "Measurement");
    report
        .gains()
        .forEach(
            each ->
                row(
                    out,
                    each.phase(),
                    Words.percent(each.hitRatio()),
                    Words.percent(each.savedRatio()),
                    Words.percent(each.atMost()),
                    each.basis(),
                    link(each.measurement())));
    list(out, "Strategy", report.strategy());
    out.append("\n## Roadmap\n\n");
    head(out, "Step", "What", "Effort", "Done when");
    report
        .roadmap()
        .forEach(
            each ->
                row(
                    out,
                    String.valueOf(each.number()),
                    each.what(),
                    each.effort(),
                    each.success()));
    out.append("\n## Risks\n\n");
    head(out, "Kind", "Risk", "Mitigation");
    report.risks().forEach(each -> row(out, each.kind(), each.risk(), each.mitigation()));
    out.append("\n## Implementation guide\n\nPut this into latchkey.yaml; it times and keeps");
    out.append(" nothing, whatever phase is on:\n\n```yaml\n").append(report.yaml());
    out.append("```\n\nThen follow the roadmap, a phase at a time.\n\n## Key figures\n\n");
    head(out, "Figure", "Now", "Target", "Measurement");
    report
        .kpis()
        .forEach(
            each -> row(out, each.name(), each.now(), each.target(), link(each.measurement())));
    list(out, "Rollback", report.rollback());
    list(out, "Notes", report.notes());
    return out.toString();
  }

  private static void diagram(List<Bottleneck> bottlenecks, StringBuilder out) {
    out.append("```mermaid\nflowchart LR\n  request([request]) --> auth[authentication]\n");
    for (Bottleneck each : bottlenecks) {
      out.append(
          "  auth --> %s[\"%s %s\"]\n"
              .formatted(each.layer(), each.name(), Words.percent(each.share())));
      switch (each.layer()) {
        case "jwks" -> out.append("  jwks --> issuer[(identity provider)]\n");
        case "session" -> out.append("  session --> database[(database)]\n");
        case "db" -> out.append("  db --> database[(database)]\n");
        default -> {}
      }
    }
    out.append("```\n");
  }

  private static void list(StringBuilder out, String title, List<String> items) {
    if (!items.isEmpty()) {
      out.append("\n## ").append(title).append("\n\n");
      items.forEach(each -> out.append("- ").append(cell(each)).append('\n'));
    }
  }

  private static void head(StringBuilder out, String... names) {
    row(out, names);
    out.append("|").append(" --- |".repeat(names.length)).append('\n');
  }

  private static void row(StringBuilder out, String... cells) {
    out.append('|');
    for (String each : cells) {
      out.append(' ').append(cell(each)).append(" |");
    }
    out.append('\n');
  }

  private static String link(String path) {
    return "[" + path + "](" + path + ")";
  }

  /** A name of a class or an application must not become a part of the table. */
  private static String cell(String text) {
    return text.replace("|", "\\|").replaceAll("\\p{Cntrl}", " ");
  }
}
