package dev.latchkey.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * What discovery takes of a busy service: CPU time of its process for one request while a scan
 * runs, over that of the blocks before and after it, with the scan's weaving in it; and of the
 * blocks after, over the first. Says which threads took what a scan takes more. Runs in the
 * directory of its module.
 */
public final class DiscoveryCost {
  private static final Path OUTPUT = Path.of("target", "discovery-cost");
  private static final int USERS = 200;
  private static final Duration PROVIDER = Duration.ofMillis(2);
  private static final Duration SETTLE = Duration.ofSeconds(20);
  private static final double MOST = 1.03;

  private final Progress progress;
  private final int rate;
  private final int pairs;
  private final Duration warmUp;
  private final Duration length;

  private DiscoveryCost(Progress progress, Properties properties) {
    this.progress = progress;
    rate = DemoSettings.number(properties, "discovery.rate", 25, 1, 10_000);
    pairs = DemoSettings.number(properties, "discovery.pairs", 3, 1, 100);
    warmUp = Duration.ofSeconds(DemoSettings.number(properties, "discovery.warmup", 120, 1, 3_600));
    length = Duration.ofSeconds(DemoSettings.number(properties, "discovery.seconds", 120, 5, 600));
  }

  /** Runs as the properties {@code discovery.*} say; ends with 1 where it takes too much. */
  public static void main(String[] args) {
    Stage.perform(
        "What discovery takes cannot be measured.",
        (progress, teardown, properties) -> {
          var stage = Stage.start(progress, teardown, OUTPUT, USERS);
          stage.provider().delay(PROVIDER);
          return new DiscoveryCost(progress, properties).run(stage);
        });
  }

  /**
   * The CPU time of one block for each of its requests, in microseconds.
   *
   * @param parts of it, by what threads are there for; empty where the system does not tell
   */
  private record Block(double micros, Map<ThreadCpu, Double> parts) {
    double micros(ThreadCpu part) {
      return parts.getOrDefault(part, 0.0);
    }
  }

  private boolean run(Stage stage) throws Exception {
    // A busy service has compiled what it runs; at the rate of a block that would take an hour.
    progress.during("Warming up", () -> stage.load().run(OpenLoad.AS_FAST_AS_ANSWERED, warmUp));
    progress.during("Settling", () -> stage.load().run(rate, SETTLE));
    var off = new ArrayList<Block>();
    var during = new ArrayList<Block>();
    for (int i = 0; i < pairs; i++) {
      off.add(progress.during("No scan", () -> block(stage)));
      during.add(progress.during("A scan runs", () -> scanned(stage)));
    }
    off.add(progress.during("No scan", () -> block(stage)));
    var ratios = new ArrayList<Double>();
    for (int i = 0; i < pairs; i++) {
      // What drifts, such as how much is compiled, hits both neighbours of a scan.
      ratios.add(2 * during.get(i).micros() / (off.get(i).micros() + off.get(i + 1).micros()));
    }
    var ratio = median(ratios);
    var after = median(totals(off.subList(1, off.size()))) / off.get(0).micros();
    var said =
        String.format(
                Locale.ROOT,
                "CPU of a request, us, without a scan %s, during one %s%n"
                    + "During a scan, over without: %.3f (%s), at most %.2f%n"
                    + "After a scan, over before the first: %.3f%n",
                words("%.0f", totals(off)),
                words("%.0f", totals(during)),
                ratio,
                words("%.3f", ratios),
                MOST,
                after)
            + more(off, during);
    Files.writeString(OUTPUT.resolve("discovery-cost.txt"), said);
    progress.say(said);
    return ratio <= MOST;
  }

  private Block scanned(Stage stage) throws InterruptedException {
    stage.agent().discover(length);
    return block(stage);
  }

  /** Runs the load for as long as a scan takes. */
  private Block block(Stage stage) throws InterruptedException {
    var service = stage.service().handle();
    var before = cpu(service);
    var partsBefore = ThreadCpu.of(service);
    var outcome = stage.load().run(rate, length);
    if (outcome.errors() > 0) {
      throw new DemoException(outcome.errors() + " requests failed");
    }
    var nanosToMicros = 1e3 * outcome.sent();
    var parts = new EnumMap<ThreadCpu, Double>(ThreadCpu.class);
    ThreadCpu.of(service)
        .forEach(
            (part, nanos) ->
                parts.put(part, (nanos - partsBefore.getOrDefault(part, 0L)) / nanosToMicros));
    return new Block((cpu(service) - before) / nanosToMicros, parts);
  }

  private static double cpu(ProcessHandle service) {
    return service
        .info()
        .totalCpuDuration()
        .orElseThrow(() -> new DemoException("This system does not tell the CPU time of a process"))
        .toNanos();
  }

  /** Says by which threads a request costs more during a scan, in the mean of all scans. */
  private static String more(List<Block> off, List<Block> during) {
    var lines = new StringBuilder();
    for (var part : ThreadCpu.values()) {
      if (during.get(0).parts().containsKey(part)) {
        lines.append(
            String.format(
                Locale.ROOT,
                "%-20s %6.0f us without a scan, %6.0f during one%n",
                part,
                mean(off, part),
                mean(during, part)));
      }
    }
    return lines.toString();
  }

  private static double mean(List<Block> blocks, ThreadCpu part) {
    return blocks.stream().mapToDouble(block -> block.micros(part)).average().orElse(0);
  }

  private static List<Double> totals(List<Block> blocks) {
    return blocks.stream().map(Block::micros).toList();
  }

  private static double median(List<Double> values) {
    return Comparison.median(values.stream().mapToDouble(Double::doubleValue).sorted().toArray());
  }

  private static String words(String format, List<Double> values) {
    return String.join(
        ", ", values.stream().map(each -> String.format(Locale.ROOT, format, each)).toList());
  }
}
