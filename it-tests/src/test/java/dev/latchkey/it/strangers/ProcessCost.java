package dev.latchkey.it.strangers;

import dev.latchkey.it.bench.ServerCpu;
import dev.latchkey.it.harness.Jdk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What one start of an application took. Immutable.
 *
 * @param start seconds to the first answer
 * @param resident megabytes
 * @param classes loaded
 * @param cpu seconds
 */
record ProcessCost(double start, double resident, double classes, double cpu) {

  /** Reads what a process has taken up to now. */
  static ProcessCost of(Jdk jdk, long pid, double start) {
    try {
      return new ProcessCost(
          start, resident(pid), classes(jdk, pid), new ServerCpu(pid).micros() / 1e6);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double resident(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  private static double classes(Jdk jdk, long pid) throws IOException {
    Process jstat = new ProcessBuilder(jdk.tool("jstat"), "-class", String.valueOf(pid)).start();
    String text = new String(jstat.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return Double.parseDouble(
        text.lines().skip(1).findFirst().orElseThrow().trim().split("\\s+")[0]);
  }

  /** Returns a row of a table, of medians. */
  static String row(String label, List<ProcessCost> own, List<ProcessCost> bare) {
    return String.format(
        Locale.ROOT,
        "| %s | %.2f s | %.2f | %.0f MB | %+.0f MB | %.0f | %.2f s |%n",
        label,
        median(own, ProcessCost::start),
        startRatio(own, bare),
        median(own, ProcessCost::resident),
        extraMegabytes(own, bare),
        median(own, ProcessCost::classes),
        median(own, ProcessCost::cpu));
  }

  /** Returns the median of the ratios of each round, which had the same neighbours. */
  static double startRatio(List<ProcessCost> own, List<ProcessCost> bare) {
    double[] sorted =
        IntStream.range(0, own.size())
            .mapToDouble(i -> own.get(i).start() / bare.get(i).start())
            .sorted()
            .toArray();
    return sorted[sorted.length / 2];
  }

  /** Returns how much more is resident, by the medians. */
  static double extraMegabytes(List<ProcessCost> own, List<ProcessCost> bare) {
    return median(own, ProcessCost::resident) - median(bare, ProcessCost::resident);
  }

  private static double median(List<ProcessCost> costs, ToDoubleFunction<ProcessCost> figure) {
    double[] sorted = costs.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
