package dev.latchkey.it.bench;

import dev.latchkey.it.app.LoadClassesApp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What weaving costs a JVM that loads 2,000 classes: {@link LoadClassesApp} with the agent, all its
 * presets and no dashboard, and without it, several times in turn. Medians, in milliseconds of CPU.
 *
 * @param loading of the thread that loads: the JVM's own work and the agent's look at each class
 * @param meanwhile of the whole process while it loads, the compilers and the agent's own threads
 *     included
 * @param whole of the whole process from its start on, the agent's start included
 */
record WeavingCost(Pair loading, Pair meanwhile, Pair whole) {
  /** By this name {@code jmh.only} chooses it. */
  static final String NAME = "WeavingCost";

  private static final int RUNS = 7;
  private static final Pattern ANSWER =
      Pattern.compile(
          "loaded 2000 classes, threadCpuMillis=(\\S+) loadingCpuMillis=(\\S+)"
              + " processCpuMillis=(\\S+)");

  /** The same without the agent and with it. */
  record Pair(double bare, double woven) {
    static final Pair NONE = new Pair(Double.NaN, Double.NaN);

    double ratio() {
      return woven / bare;
    }
  }

  static final WeavingCost UNKNOWN = new WeavingCost(Pair.NONE, Pair.NONE, Pair.NONE);

  static WeavingCost measure(Path folder, Path jar) throws IOException {
    Path config = folder.resolve("weaving.yaml");
    Files.writeString(config, "admin: { port: off }\n");
    List<double[]> bare = new ArrayList<>();
    List<double[]> woven = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      bare.add(run(List.of()));
      woven.add(run(List.of("-javaagent:" + jar + "=config=" + config)));
    }
    return new WeavingCost(pair(bare, woven, 0), pair(bare, woven, 1), pair(bare, woven, 2));
  }

  private static double[] run(List<String> options) throws IOException {
    Process process = MeasuredJvm.start(options, LoadClassesApp.class);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher answer = ANSWER.matcher(said);
    if (!answer.find()) {
      throw new IOException("the classes were not loaded: " + said);
    }
    return new double[] {
      Double.parseDouble(answer.group(1)),
      Double.parseDouble(answer.group(2)),
      Double.parseDouble(answer.group(3))
    };
  }

  private static Pair pair(List<double[]> bare, List<double[]> woven, int figure) {
    return new Pair(median(bare, figure), median(woven, figure));
  }

  private static double median(List<double[]> runs, int figure) {
    return runs.stream().mapToDouble(run -> run[figure]).sorted().toArray()[runs.size() / 2];
  }
}
