package dev.latchkey.runtime.analysis.report;

import dev.latchkey.runtime.analysis.report.Report.Bottleneck;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Writes a report as one HTML file that needs no other, with its charts as SVG. Stateless. */
public final class HtmlReport {
  private static final String STYLE =
      "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
          + "color:#1a1a1a;background:#fff}"
          + "table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbb;padding:.3rem"
          + " .5rem;text-align:left;vertical-align:top}td{overflow-wrap:anywhere}th{background:#f2f4f7}"
          + "h1,h2{line-height:1.2}pre{overflow:auto;background:#eee;padding:1rem}"
          + "svg{max-width:100%;height:auto}";
  private static final int ROW = 40;
  private static final int WIDTH = 720;
  private static final int BAR = 300;

  private HtmlReport() {}

  /**
   * Returns the source that a content security policy has to allow as {@code style-src} for the
   * file to look as it should: its one style by its hash (CSP level 3, section 6.7.2.3).
   */
  public static String styleSource() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(STYLE.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Returns the file. */
  public static String of(Report report) {
    StringBuilder out = new StringBuilder();
    String title = "Authentication of " + report.application();
    out.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
    out.append(text(title)).append("</title><style>").append(STYLE).append("</style></head><body>");
    tag(out, "h1", title);
    tag(
        out,
        "p",
        "Made " + report.at() + " by Latchkey " + report.version() + ". " + report.basis());
    tag(
        out,
        "p",
        "Authentications measured: "
            + report.operations()
            + ", mean "
            + Words.millis(report.authMillis())
            + ", p95 "
            + Words.millis(report.authP95Millis()));
    tag(out, "h2", "Architecture as found");
    diagram(report.bottlenecks(), out);
    table(
        out,
        "Bottlenecks",
        List.of("Class", "Share", "Time each", "Methods", "Measurement"),
        report.bottlenecks().stream()
            .map(
                each ->
                    List.of(
                        each.name(),
                        Words.percent(each.share()),
                        Words.millis(each.millis()),
                        String.join(" ", each.methods()),
                        each.measurement()))
            .toList());
    if (!report.defects().isEmpty()) {
      table(
          out,
          "Defects",
          List.of("What", "Seen", "Remedy", "Measurement"),
          report.defects().stream()
              .map(each -> List.of(each.name(), each.evidence(), each.remedy(), each.measurement()))
              .toList());
    }
    table(
        out,
        "Predicted gain",
        List.of("Phase", "Hit rate", "Less time", "At most", "Made from", "Measurement"),
        report.gains().stream()
            .map(
                each ->
                    List.of(
                        each.phase(),
                        Words.percent(each.hitRatio()),
                        Words.percent(each.savedRatio()),
                        Words.percent(each.atMost()),
                        each.basis(),
                        each.measurement()))
            .toList());
    list(out, "Strategy", report.strategy());
    table(
        out,
        "Roadmap",
        List.of("Step", "What", "Effort", "Done when"),
        report.roadmap().stream()
            .map(
                each ->
                    List.of(
                        String.valueOf(each.number()), each.what(), each.effort(), each.success()))
            .toList());
    table(
        out,
        "Risks",
        List.of("Kind", "Risk", "Mitigation"),
        report.risks().stream()
            .map(each -> List.of(each.kind(), each.risk(), each.mitigation()))
            .toList());
    tag(out, "h2", "Implementation guide");
    tag(out, "p", "Put this into latchkey.yaml; it times and keeps nothing, whatever phase is on:");
    tag(out, "pre", report.yaml());
    table(
        out,
        "Key figures",
        List.of("Figure", "Now", "Target", "Measurement"),
        report.kpis().stream()
            .map(each -> List.of(each.name(), each.now(), each.target(), each.measurement()))
            .toList());
    list(out, "Rollback", report.rollback());
    list(out, "Notes", report.notes());
    return out.append("</body></html>\n").toString();
  }

  /** The request on the left, a box a layer with a bar of its share, and what stands behind it. */
  private static void diagram(List<Bottleneck> bottlenecks, StringBuilder out) {
    int height = Math.max(1, bottlenecks.size()) * ROW + ROW / 2;
    out.append("<svg role=\"img\" aria-label=\"where time goes\" width=\"100%\" viewBox=\"0 0 ");
    out.append(WIDTH).append(' ').append(height).append("\" font-size=\"14\">");
    out.append("<text x=\"0\" y=\"24\">request</text>");
    for (int i = 0; i < bottlenecks.size(); i++) {
      Bottleneck each = bottlenecks.get(i);
      int y = i * ROW + 10;
      out.append("<line x1=\"60\" y1=\"20\" x2=\"110\" y2=\"").append(y + 12);
      out.append("\" stroke=\"#777\"/><rect x=\"110\" y=\"").append(y).append("\" width=\"");
      out.append(BAR).append("\" height=\"24\" fill=\"#eee\"/><rect x=\"110\" y=\"").append(y);
      out.append("\" width=\"").append(Math.round(BAR * Math.min(1, each.share())));
      out.append("\" height=\"24\" fill=\"#9bd\"/><text x=\"118\" y=\"")
          .append(y + 17)
          .append("\">");
      out.append(text(each.name() + " " + Words.percent(each.share()))).append("</text>");
      out.append("<text x=\"430\" y=\"").append(y + 17).append("\">").append(behind(each.layer()));
      out.append("</text>");
    }
    out.append("</svg>");
  }

  private static String behind(String layer) {
    return switch (layer) {
      case "jwks" -> "→ identity provider";
      case "db", "session" -> "→ database";
      default -> "in this JVM";
    };
  }

  private static void table(
      StringBuilder out, String title, List<String> heads, List<List<String>> rows) {
    tag(out, "h2", title);
    out.append("<table><tr>");
    heads.forEach(each -> tag(out, "th", each));
    out.append("</tr>");
    for (List<String> row : rows) {
      out.append("<tr>");
      for (String each : new ArrayList<>(row)) {
        if (each.startsWith("/api/")) {
          String path = text(each);
          out.append("<td><a href=\"").append(path).append("\">").append(path).append("</a></td>");
        } else {
          tag(out, "td", each);
        }
      }
      out.append("</tr>");
    }
    out.append("</table>\n");
  }

  private static void list(StringBuilder out, String title, List<String> items) {
    if (!items.isEmpty()) {
      tag(out, "h2", title);
      out.append("<ul>");
      items.forEach(each -> tag(out, "li", each));
      out.append("</ul>\n");
    }
  }

  private static void tag(StringBuilder out, String name, String content) {
    out.append('<').append(name).append('>').append(text(content));
    out.append("</").append(name).append(">\n");
  }

  /** What comes from an application's names is text and nothing else. */
  private static String text(String raw) {
    return raw.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
