package dev.latchkey.runtime.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.time.ManualTicker;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a history when its process, or its disk, ends. */
class HistoryProcessTest {
  private static final long BEGIN = System.currentTimeMillis() / 600_000 * 600;

  @TempDir private Path home;

  private Process start(String... before) throws IOException {
    List<String> command = new ArrayList<>(List.of(before));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            HistoryProcess.class.getName(),
            home.resolve("history/history-app").toString(),
            String.valueOf(BEGIN)));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private long kept(List<String> troubles) {
    var ticker = new ManualTicker(0, BEGIN * 1000);
    var history =
        new History(
            new Shelves(new File(home.toFile(), "history/history-app"), 0),
            () -> Duration.ofDays(30),
            ticker,
            troubles::add);
    history.open();
    try {
      return history.points(Tier.SECOND, BEGIN, BEGIN + 100_000).stream()
              .mapToLong(HistoryPoint::epochSecond)
              .max()
              .orElse(BEGIN - 1)
          - BEGIN
          + 1;
    } finally {
      history.close();
    }
  }

  @Test
  void aProcessThatIsKilledLosesTenSecondsAtMost() throws Exception {
    long least = 0;
    for (int round = 0; round < 4; round++) {
      Process process = start();
      long seconds = 0;
      try (BufferedReader output = output(process)) {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
          assertThat(line).matches("\\d+");
          seconds = Long.parseLong(line);
          if (seconds == 173 + 301 * round) {
            // The process alone would close what it has printed with it.
            process.toHandle().destroyForcibly();
          }
        }
      }
      process.waitFor();
      List<String> troubles = new ArrayList<>();
      least = Math.max(least, seconds - 11);
      assertThat(kept(troubles)).as("round %d", round).isGreaterThanOrEqualTo(least);
      assertThat(troubles).as("round %d", round).isEmpty();
    }
  }

  @Test
  void aDiskThatIsFullEndsNothing() throws Exception {
    // Files of this process end at 64 KiB, as they do on a disk without room.
    Process process = start("/bin/bash", "-c", "ulimit -f 64; exec \"$0\" \"$@\"");
    boolean told = false;
    long after = 0;
    try (BufferedReader output = output(process)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith("trouble")) {
          if (!told) {
            assertThat(line).contains("in memory", "failed");
          }
          told = true; // a later one may say that there is room again
          continue;
        }
        assertThat(line).as("a second, with the text that was kept in it").matches("\\d+");
        if (told && after++ == 200) {
          break;
        }
      }
    } finally {
      process.destroyForcibly().waitFor();
    }

    assertThat(told).isTrue();
    assertThat(after).as("seconds that went on being kept").isGreaterThan(200);
    assertThat(kept(new ArrayList<>())).as("what was written before").isPositive();
  }
}
