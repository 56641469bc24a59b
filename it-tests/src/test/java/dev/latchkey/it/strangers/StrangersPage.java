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
  private static final String HEAD =
      "| framework | version | JDK | verdicts | different | fetches | JWT hits | time | CPU |";

  /** One application on one JDK, whose verdicts were all the same. */
  record Row(
      Stranger stranger,
      Jdk jdk,
      int verdicts,
      int fetchesWithout,
      int fetchesWith,
      HitRate hits,
      Optional<PairedSpeed> speed) {

    String line() {
      return String.format(
          Locale.ROOT,
          "| %s | %s | %d | %d | 0 | %d, %d | %d %% | %s |",
          stranger.name(),
          stranger.version(),
          jdk.version(),
          verdicts,
          fetchesWithout,
          fetchesWith,
          hits.percent(),
          speed.map(PairedSpeed::cells).orElse("| "));
    }
  }

  private StrangersPage() {}

  /** Replaces the table and the line above it, which says when and where. */
  static void write(List<Row> rows) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(PAGE));
    int head = lines.indexOf(HEAD);
    lines.set(head - 2, run());
    int first = head + 2;
    while (first < lines.size() && lines.get(first).startsWith("|")) {
      lines.remove(first);
    }
    lines.addAll(first, rows.stream().map(Row::line).toList());
    Files.writeString(PAGE, String.join("\n", lines) + "\n");
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
