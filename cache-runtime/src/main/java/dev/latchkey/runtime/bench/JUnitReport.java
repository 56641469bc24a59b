package dev.latchkey.runtime.bench;

/** Writes a result as JUnit XML: a suite with a case for each scenario and gate. Stateless. */
public final class JUnitReport {
  private JUnitReport() {}

  /** Returns the document. */
  public static String of(BenchResult result) {
    StringBuilder cases = new StringBuilder();
    int failures = 0;
    int errors = 0;
    int skipped = 0;
    for (ScenarioResult each : result.scenarios()) {
      begin(cases, "scenario", each.name());
      String notes = String.join("; ", each.notes());
      if (each.state().equals(ScenarioResult.SKIPPED)) {
        skipped++;
        element(cases, "skipped", notes);
      } else if (!each.isComplete()) {
        errors++;
        element(cases, "error", each.state() + ": " + notes);
      }
      cases.append("</testcase>\n");
    }
    for (Gate each : result.gates()) {
      begin(cases, "gate", each.name());
      if (each.failed()) {
        failures++;
        element(cases, "failure", each.text());
      } else if (!each.verdict().equals("pass")) {
        skipped++;
        element(cases, "skipped", each.text());
      }
      cases.append("</testcase>\n");
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\""
        + text(result.name())
        + "\" tests=\""
        + (result.scenarios().size() + result.gates().size())
        + "\" failures=\""
        + failures
        + "\" errors=\""
        + errors
        + "\" skipped=\""
        + skipped
        + "\" timestamp=\""
        + result.at()
        + "\">\n"
        + cases
        + "</testsuite>\n";
  }

  private static void begin(StringBuilder out, String kind, String name) {
    out.append("<testcase classname=\"latchkey.bench.")
        .append(kind)
        .append("\" name=\"")
        .append(text(name))
        .append("\">");
  }

  private static void element(StringBuilder out, String name, String message) {
    out.append('<').append(name).append(" message=\"").append(text(message)).append("\"/>");
  }

  private static String text(String raw) {
    return raw.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replaceAll("[^\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}]", " ");
  }
}
