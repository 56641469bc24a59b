package dev.latchkey.runtime.bench;

import java.util.List;
import java.util.Locale;

/**
 * Writes a result as one HTML file that needs no other: tables, and the latency distributions as
 * inline SVG with a logarithmic axis for time and one for how rare it is. Stateless.
 */
public final class HtmlReport {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 320;
  private static final int LEFT = 60;
  private static final int BOTTOM = 30;
  private static final double RAREST = 5;
  private static final String[] COLORS = {
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#555555"
  };
  private static final String[] DASHES = {"", "6 3", "2 3", "8 3 2 3", "1 4", "10 4", "4 4"};
  private static final String STYLE =
      "body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;"
          + "color:#1a1a1a;background:#fff}table{border-collapse:collapse;margin:1rem 0}"
          + "td,th{border-bottom:1px solid #ccc;padding:.3rem .6rem;text-align:left}"
          + "svg{width:100%;height:auto}text{font:12px system-ui,sans-serif;fill:#333}"
          + ".fail,.worse{font-weight:700;color:#a40000}.pass,.better{color:#00592b}";

  private HtmlReport() {}

  /** Returns the page. */
  public static String of(BenchResult result) {
    StringBuilder out = new StringBuilder(16 * 1024);
    out.append("<!doctype html><html lang=en><head><meta charset=utf-8>")
        .append("<meta http-equiv=Content-Security-Policy ")
        .append("content=\"default-src 'none'; style-src 'unsafe-inline'\">")
        .append("<title>")
        .append(text(result.name()))
        .append("</title><style>")
        .append(STYLE)
        .append("</style></head><body><h1>")
        .append(text(result.name()))
        .append("</h1><p>")
        .append(text(MarkdownReport.headline(result).replace("**", "")))
        .append("</p>");
    if (!result.gates().isEmpty()) {
      head(out, "gate", "verdict", "");
      result.gates().forEach(each -> row(out, 1, each.name(), each.verdict(), each.text()));
      out.append("</table>");
    }
    if (!result.comparisons().isEmpty()) {
      head(out, "", "before", "after", "change", "95 % interval", "n", "verdict");
      result.comparisons().forEach(each -> row(out, 6, MarkdownReport.cells(each)));
      out.append("</table>");
    }
    head(
        out,
        "scenario",
        "rate/s",
        "users",
        "p50",
        "p95",
        "p99",
        "max",
        "errors",
        "CPU/request",
        "allocated/request",
        "state");
    result.scenarios().forEach(each -> row(out, 10, MarkdownReport.cells(each)));
    out.append("</table>");
    notes(result, out);
    plot(result.scenarios(), out);
    head(out, "measured on", "");
    result.environment().forEach((name, value) -> row(out, -1, name, value));
    return out.append("</table></body></html>\n").toString();
  }

  private static void notes(BenchResult result, StringBuilder out) {
    out.append("<ul>");
    for (ScenarioResult each : result.scenarios()) {
      for (String note : each.notes()) {
        out.append("<li>").append(text(each.name() + ": " + note)).append("</li>");
      }
    }
    out.append("</ul>");
  }

  private static void head(StringBuilder out, String... cells) {
    out.append("<table><tr>");
    for (String each : cells) {
      out.append("<th scope=col>").append(text(each)).append("</th>");
    }
    out.append("</tr>");
  }

  private static void row(StringBuilder out, int verdict, String... cells) {
    out.append("<tr>");
    for (int i = 0; i < cells.length; i++) {
      out.append(i == verdict ? "<td class=\"" + text(cells[i]) + "\">" : "<td>")
          .append(text(cells[i]))
          .append("</td>");
    }
    out.append("</tr>");
  }

  private static void plot(List<ScenarioResult> scenarios, StringBuilder out) {
    List<ScenarioResult> shown =
        scenarios.stream().filter(each -> each.curve().size() > 1).limit(COLORS.length).toList();
    double least = extreme(shown, true);
    double most = extreme(shown, false);
    if (shown.isEmpty() || !(most > 0)) {
      return;
    }
    double from = Math.floor(Math.log10(Math.max(least, most / 1e5)));
    double to = Math.max(from + 1, Math.ceil(Math.log10(most)));
    out.append("<h2>Latency by percentile</h2><svg role=img aria-label=\"")
        .append("latency in milliseconds by percentile, both axes logarithmic\" viewBox=\"0 0 ")
        .append(WIDTH)
        .append(' ')
        .append(HEIGHT + 20 * shown.size())
        .append("\">");
    grid(out, from, to);
    for (int i = 0; i < shown.size(); i++) {
      line(out, shown.get(i), i, from, to);
    }
    out.append("</svg>");
  }

  private static double extreme(List<ScenarioResult> of, boolean least) {
    var values =
        of.stream()
            .flatMap(each -> each.curve().stream())
            .mapToDouble(Point::millis)
            .filter(each -> each > 0);
    return (least ? values.min() : values.max()).orElse(Double.NaN);
  }

  private static void grid(StringBuilder out, double from, double to) {
    for (double each = from; each <= to; each++) {
      double y = y(Math.pow(10, each), from, to);
      stroke(out, LEFT, y, WIDTH, y);
      label(out, 4, y + 4, Words.number(Math.pow(10, each)) + " ms");
    }
    String[] names = {"0", "90", "99", "99.9", "99.99", "99.999"};
    for (int i = 0; i < names.length; i++) {
      double x = x(1 - Math.pow(10, -i));
      stroke(out, x, 0, x, HEIGHT - BOTTOM);
      label(out, Math.min(x, WIDTH - 48), HEIGHT - 10, names[i] + " %");
    }
  }

  private static void line(
      StringBuilder out, ScenarioResult of, int index, double from, double to) {
    StringBuilder path = new StringBuilder();
    for (Point each : of.curve()) {
      if (each.millis() > 0) {
        path.append(path.length() == 0 ? 'M' : 'L')
            .append(decimal(x(each.quantile())))
            .append(' ')
            .append(decimal(y(each.millis(), from, to)));
      }
    }
    String pen =
        "fill=\"none\" stroke-width=\"2\" stroke=\""
            + COLORS[index]
            + "\" stroke-dasharray=\""
            + DASHES[index]
            + "\"";
    double below = HEIGHT + 12 + 20.0 * index;
    out.append("<path ").append(pen).append(" d=\"").append(path).append("\"/>");
    out.append("<path ")
        .append(pen)
        .append(" d=\"M")
        .append(LEFT)
        .append(' ')
        .append(decimal(below - 4))
        .append("h40\"/>");
    label(out, LEFT + 48, below, of.name());
  }

  private static void stroke(StringBuilder out, double x1, double y1, double x2, double y2) {
    out.append("<path stroke=\"#ddd\" d=\"M")
        .append(decimal(x1))
        .append(' ')
        .append(decimal(y1))
        .append('L')
        .append(decimal(x2))
        .append(' ')
        .append(decimal(y2))
        .append("\"/>");
  }

  private static void label(StringBuilder out, double x, double y, String text) {
    out.append("<text x=\"")
        .append(decimal(x))
        .append("\" y=\"")
        .append(decimal(y))
        .append("\">")
        .append(text(text))
        .append("</text>");
  }

  private static double x(double quantile) {
    double rare = Math.min(RAREST, -Math.log10(Math.max(1e-9, 1 - quantile)));
    return LEFT + (WIDTH - LEFT) * rare / RAREST;
  }

  private static double y(double millis, double from, double to) {
    double share = (Math.log10(millis) - from) / (to - from);
    return (HEIGHT - BOTTOM) * (1 - Math.max(0, share));
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String text(String raw) {
    return raw.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replaceAll("\\p{Cntrl}", " ");
  }
}
