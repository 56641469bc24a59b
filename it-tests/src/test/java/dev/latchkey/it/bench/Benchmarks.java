package dev.latchkey.it.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks, each in a JVM of its own in which the agent is set up as the measurement
 * needs it, and tells for every bound whether it holds. Leaves JMH's results as JSON and the report
 * as Markdown.
 */
public final class Benchmarks {
  private static final int FORKS = 1;
  private static final int WARMUPS = 7;
  private static final int ITERATIONS = 5;

  private final CommandLineOptions given;
  private final Pattern only;
  private final Path folder;
  private final Path jar;

  private Benchmarks(CommandLineOptions given, Pattern only, Path folder, Path jar) {
    this.given = given;
    this.only = only;
    this.folder = folder;
    this.jar = jar;
  }

  /**
   * Runs everything. System properties: {@code jmh.args} are options of JMH's own, {@code jmh.only}
   * is a pattern that chooses benchmarks, {@code jmh.folder} is where results go, {@code
   * jmh.report} the report's file, {@code latchkey.jar} the agent.
   */
  public static void main(String[] none) throws Exception {
    String arguments = System.getProperty("jmh.args", "").trim();
    CommandLineOptions given =
        new CommandLineOptions(arguments.isEmpty() ? new String[0] : arguments.split("\\s+"));
    Path folder = Files.createDirectories(Path.of(System.getProperty("jmh.folder")));
    Path jar = Path.of(System.getProperty("latchkey.jar")).normalize();
    Pattern only = Pattern.compile(System.getProperty("jmh.only", ""));
    Measurements measured = new Benchmarks(given, only, folder, jar).run();
    String report = new Report(measured, arguments).text();
    Files.writeString(Path.of(System.getProperty("jmh.report")), report);
    System.out.println(report);
  }

  private Measurements run() throws IOException, RunnerException, InterruptedException {
    List<Measurement> all = new ArrayList<>();
    for (AgentSetup setup : AgentSetup.values()) {
      List<Planned> wanted =
          Planned.ALL.stream().filter(each -> each.setup() == setup && isWanted(each)).toList();
      if (!wanted.isEmpty()) {
        all.addAll(run(setup, wanted));
      }
    }
    WeavingCost weaving =
        only.matcher(WeavingCost.NAME).find()
            ? WeavingCost.measure(folder, jar)
            : WeavingCost.UNKNOWN;
    PoolCost pool =
        only.matcher(PoolCost.NAME).find() ? PoolCost.measure(folder, jar) : PoolCost.UNKNOWN;
    SteadyCost steady =
        only.matcher(SteadyCost.NAME).find() ? SteadyCost.measure(folder, jar) : SteadyCost.UNKNOWN;
    return new Measurements(all, weaving, pool, steady);
  }

  private boolean isWanted(Planned planned) {
    return only.matcher(planned.benchmark()).find();
  }

  private List<Measurement> run(AgentSetup setup, List<Planned> wanted)
      throws IOException, RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .parent(given)
            .forks(given.getForkCount().orElse(FORKS))
            .warmupIterations(given.getWarmupIterations().orElse(WARMUPS))
            .warmupTime(given.getWarmupTime().orElse(TimeValue.seconds(1)))
            .measurementIterations(given.getMeasurementIterations().orElse(ITERATIONS))
            .measurementTime(given.getMeasurementTime().orElse(TimeValue.seconds(1)))
            .addProfiler(GCProfiler.class)
            .jvmArgsAppend(setup.jvmArguments(folder, jar).toArray(String[]::new))
            .result(folder.resolve(setup.id() + ".json").toString())
            .resultFormat(ResultFormatType.JSON);
    wanted.forEach(each -> options.include(each.pattern()));
    Collection<RunResult> results = new Runner(options.build()).run();
    return wanted.stream().map(each -> Measurement.of(each, of(each, results))).toList();
  }

  private static RunResult of(Planned planned, Collection<RunResult> results) {
    return results.stream()
        .filter(result -> result.getParams().getBenchmark().endsWith("." + planned.benchmark()))
        .findFirst()
        .orElseThrow();
  }
}
