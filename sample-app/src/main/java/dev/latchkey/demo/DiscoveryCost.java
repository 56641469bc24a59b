package dev.latchkey.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * What discovery takes of a busy service: CPU time of its process for one request while a scan
 * runs, over that of the block before, with the scan's weaving in it; and of the blocks after, over
 * the first. Runs in the directory of its module.
 */
public final class DiscoveryCost {
  private static final Path OUTPUT = Path.of("target", "discovery-cost");
  private static final int USERS = 200;
  private static final Duration PROVIDER = Duration.ofMillis(2);
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

  private boolean run(Stage stage) throws Exception {
    progress.during("Warming up", () -> stage.load().run(rate, warmUp));
    var off = new ArrayList<Double>();
    var during = new ArrayList<Double>();
    for (int i = 0; i < pairs; i++) {
      off.add(progress.during("No scan", () -> micros(stage)));
      during.add(progress.during("A scan runs", () -> scanned(stage)));
    }
    off.add(progress.during("No scan", () -> micros(stage)));
    var ratios = new ArrayList<Double>();
    for (int i = 0; i < pairs; i++) {
      // What drifts, such as how much is compiled, hits both neighbours of a scan.
      ratios.add(2 * during.get(i) / (off.get(i) + off.get(i + 1)));
    }
    var ratio = median(ratios);
    var after = median(off.subList(1, off.size())) / off.get(0);
    var said =
        String.format(
            Locale.ROOT,
            "CPU of a request, us, without a scan %s, during one %s%n"
                + "During a scan, over without: %.3f (%s), at most %.2f%n"
                + "After a scan, over before the first: %.3f%n",
            words("%.0f", off),
            words("%.0f", during),
            ratio,
            words("%.3f", ratios),
            MOST,
            after);
    Files.writeString(OUTPUT.resolve("discovery-cost.txt"), said);
    progress.say(said);
    return ratio <= MOST;
  }

  private double scanned(Stage stage) throws InterruptedException {
    stage.agent().discover(length);
    return micros(stage);
  }

  /** Runs the load for as long as a scan takes. */
  private double micros(Stage stage) throws InterruptedException {
    var before = cpu(stage);
    var outcome = stage.load().run(rate, length);
    if (outcome.errors() > 0) {
      throw new DemoException(outcome.errors() + " requests failed");
    }
    return (cpu(stage) - before) / 1e3 / outcome.sent();
  }

  private static double cpu(Stage stage) {
    return stage
        .service()
        .handle()
        .info()
        .totalCpuDuration()
        .orElseThrow(() -> new DemoException("This system does not tell the CPU time of a process"))
        .toNanos();
  }

  private static double median(List<Double> values) {
    return Comparison.median(values.stream().mapToDouble(Double::doubleValue).sorted().toArray());
  }

  private static String words(String format, List<Double> values) {
    return String.join(
        ", ", values.stream().map(each -> String.format(Locale.ROOT, format, each)).toList());
  }
}
