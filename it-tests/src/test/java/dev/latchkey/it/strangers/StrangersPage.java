package dev.latchkey.it.strangers;

import dev.latchkey.it.harness.HitRate;
import dev.latchkey.it.harness.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The table of a run, in {@code docs/compatibility.md}. */
final class StrangersPage {
  private static final Path PAGE = Path.of("../docs/compatibility.md");
  private static final String COLUMNS =
      " | version | JDK | verdicts | different | fetches | JWT hits | time | CPU |";

  /** One application on one JDK, whose verdicts were all the same. */
  record Row(
      Stranger stranger,
      Jdk jdk,
      int verdicts,
      int fetchesWithout,
      int fetchesWith,
      HitRate hits,
      Optional<PairedSpeed> speed) {

    /** Which row it is. */
    String key() {
      return "| " + stranger.name() + " | " + stranger.version() + " | " + jdk.version() + " |";
    }

    String line() {
      return String.format(
          Locale.ROOT,
          "%s %d | 0 | %d, %d | %d %% | %s |",
          key(),
          verdicts,
          fetchesWithout,
          fetchesWith,
          hits.percent(),
          speed.map(PairedSpeed::cells).orElse("| "));
    }
  }

  private StrangersPage() {}

  /** Puts rows into the table of frameworks, and above it when and where they were seen. */
  static void write(List<Row> rows) throws IOException {
    write("| framework" + COLUMNS, rows);
  }

  /** Does the same to the table of those whose tokens were Keycloak's. */
  static void writeKeycloak(List<Row> rows) throws IOException {
    write("| with Keycloak " + Keycloak.VERSION + COLUMNS, rows);
  }

  private static void write(String heading, List<Row> rows) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(PAGE));
    int head = lines.indexOf(heading);
    lines.set(head - 2, run());
    for (Row row : rows) {
      put(lines, head + 2, row);
    }
    Files.writeString(PAGE, String.join("\n", lines) + "\n");
  }

  /** Replaces what an earlier run saw of the same, or adds it at the end of the table. */
  private static void put(List<String> lines, int first, Row row) {
    int at = first;
    while (at < lines.size() && lines.get(at).startsWith("|")) {
      if (lines.get(at).startsWith(row.key())) {
        lines.set(at, row.line());
        return;
      }
      at++;
    }
    lines.add(at, row.line());
  }

  private static String run() {
    return "Run on "
        + LocalDate.now(ZoneOffset.UTC)
        + ", "
        + System.getProperty("os.name")
        + ", "
        + System.getProperty("os.arch")
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " cores:";
  }
}
