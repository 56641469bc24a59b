package dev.latchkey.demo;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.latchkey.demo.Contender.Build;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the builds were measured to do, in blocks that follow each other. A ratio is made within a
 * block, so that what slows the machine down for a while slows both sides. Medians of the blocks,
 * with the lowest and the highest.
 */
final class Comparison {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final double p95TargetMillis;
  private final double steadyRate;
  private final List<Map<Build, Block>> blocks;

  Comparison(double p95TargetMillis, double steadyRate, List<Map<Build, Block>> blocks) {
    this.p95TargetMillis = p95TargetMillis;
    this.steadyRate = steadyRate;
    this.blocks = List.copyOf(blocks);
  }

  /**
   * One build in one block.
   *
   * @param throughput requests a second at the target
   * @param meanMillis of a request at the steady rate, the same for all; likewise the percentile
   * @param cpuMicros CPU time of the service's process for one request under full load
   */
  record Block(double throughput, double meanMillis, double p95Millis, double cpuMicros) {}

  /** The components are the names in the result file. */
  @JsonPropertyOrder({
    "name",
    "throughput",
    "throughputSpread",
    "meanMillis",
    "p95Millis",
    "cpuMicrosPerRequest"
  })
  record Row(
      String name,
      double throughput,
      List<Double> throughputSpread,
      double meanMillis,
      double p95Millis,
      double cpuMicrosPerRequest) {
    Row {
      throughputSpread = List.copyOf(throughputSpread);
    }
  }

  /**
   * A median over the blocks.
   *
   * @param spread the lowest and the highest block
   */
  record Ratio(double value, List<Double> spread) {
    Ratio {
      spread = List.copyOf(spread);
    }
  }

  List<Row> rows() {
    return Arrays.stream(Build.values()).map(this::row).toList();
  }

  private Row row(Build build) {
    var throughput = ratio(block -> of(block, build).throughput());
    return new Row(
        build.title(),
        throughput.value,
        throughput.spread,
        ratio(block -> of(block, build).meanMillis()).value,
        ratio(block -> of(block, build).p95Millis()).value,
        ratio(block -> of(block, build).cpuMicros()).value);
  }

  /** Throughput with the agent over that of another build. */
  Ratio over(Build other) {
    return ratio(block -> of(block, Build.LATCHKEY).throughput() / of(block, other).throughput());
  }

  /**
   * By how much less a request is delayed by authentication with the agent than without it: what it
   * takes more than one without authentication.
   */
  Ratio authenticationSaved() {
    return ratio(
        block ->
            1
                - (of(block, Build.LATCHKEY).meanMillis() - of(block, Build.OPEN).meanMillis())
                    / (of(block, Build.NAIVE).meanMillis() - of(block, Build.OPEN).meanMillis()));
  }

  private Ratio ratio(ToDoubleFunction<Map<Build, Block>> of) {
    var sorted = blocks.stream().mapToDouble(of).sorted().toArray();
    return new Ratio(
        rounded(median(sorted)), List.of(rounded(sorted[0]), rounded(sorted[sorted.length - 1])));
  }

  /** Returns the median of at least one value. */
  static double median(double... sorted) {
    var middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Every block has all builds. */
  private static Block of(Map<Build, Block> block, Build build) {
    return Objects.requireNonNull(block.get(build));
  }

  private static double rounded(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }

  /** Writes all of it for programs, and the table beside it. */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    var result = new LinkedHashMap<String, Object>();
    result.put("p95TargetMillis", p95TargetMillis);
    result.put("steadyRatePerSecond", rounded(steadyRate));
    result.put("blocks", blocks.size());
    result.put("processors", Runtime.getRuntime().availableProcessors());
    result.put("java", System.getProperty("java.version"));
    result.put("builds", rows());
    result.put("ratioToNaive", over(Build.NAIVE));
    result.put("ratioToTuned", over(Build.TUNED));
    result.put("ratioToOpen", over(Build.OPEN));
    result.put("authenticationSaved", authenticationSaved());
    Files.writeString(folder.resolve("result.json"), JSON.writeValueAsString(result) + "\n");
    Files.writeString(folder.resolve("comparators.md"), table());
  }

  /** Returns the table in Markdown. */
  String table() {
    var table = new StringBuilder();
    table.append(
        "| build | requests/s at the target | spread | mean, ms | p95, ms | CPU/request, µs |\n");
    table.append("| --- | --- | --- | --- | --- | --- |\n");
    for (var row : rows()) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %.0f | %.0f to %.0f | %.2f | %.2f | %.0f |%n",
              row.name,
              row.throughput,
              row.throughputSpread.get(0),
              row.throughputSpread.get(1),
              row.meanMillis,
              row.p95Millis,
              row.cpuMicrosPerRequest));
    }
    table.append("\n| naive + Latchkey over | throughput | spread | aim | verdict |\n");
    table.append("| --- | --- | --- | --- | --- |\n");
    verdict(table, "naive", over(Build.NAIVE), 10);
    verdict(table, "tuned", over(Build.TUNED), 1);
    verdict(table, "open", over(Build.OPEN), 0.9);
    verdict(table, "share of what authentication adds that is saved", authenticationSaved(), 0.85);
    return table.toString();
  }

  private static void verdict(StringBuilder table, String over, Ratio ratio, double aim) {
    table.append(
        String.format(
            Locale.ROOT,
            "| %s | %.2f | %.2f to %.2f | %.2f | %s |%n",
            over,
            ratio.value,
            ratio.spread.get(0),
            ratio.spread.get(1),
            aim,
            ratio.value >= aim ? "pass" : "**fail**"));
  }

  /** An empty block, to be filled build by build. */
  static Map<Build, Block> block() {
    return new EnumMap<>(Build.class);
  }
}
