package dev.latchkey.it.bench;

import dev.latchkey.it.app.OverheadApp;
import dev.latchkey.it.harness.Postgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a connection costs that an application opens and closes: {@link OverheadApp} against a real
 * PostgreSQL on the same machine, without the agent and with phase {@code pool} on, several times
 * in turn. Medians.
 */
record PoolCost(Map<Way, Cost> costs) {
  /** By this name {@code jmh.only} chooses it. */
  static final String NAME = "PoolCost";

  static final PoolCost UNKNOWN = new PoolCost(Map.of());

  private static final int RUNS = 3;

  /** How connections come to be. */
  enum Way {
    DIRECT("no agent, each opened anew", "", 1_000, 500),
    FULL("phase pool on, `reset: full`", "full", 100_000, 30_000),
    DIRTY("phase pool on, `reset: dirty`", "dirty", 100_000, 30_000);

    private final String text;
    private final String reset;
    private final int warmUps;
    private final int calls;

    /**
     * The compilers are busy with the path of a reuse for some 50,000 calls, and with the driver's
     * own login for some hundred, after which one costs the application half as much.
     */
    Way(String text, String reset, int warmUps, int calls) {
      this.text = text;
      this.reset = reset;
      this.warmUps = warmUps;
      this.calls = calls;
    }

    /** Returns what readers of the results see. */
    String text() {
      return text;
    }
  }

  /**
   * In microseconds for one connection.
   *
   * @param app CPU of the application's process
   * @param server CPU of the database's processes; {@code NaN} where the system does not tell
   * @param p50 median time of opening and closing, a statement between them left out
   */
  record Cost(double app, double server, double p50) {
    static final Cost NONE = new Cost(Double.NaN, Double.NaN, Double.NaN);

    double cpu() {
      return app + server;
    }
  }

  PoolCost {
    costs = Map.copyOf(costs);
  }

  Cost of(Way way) {
    return costs.getOrDefault(way, Cost.NONE);
  }

  static PoolCost measure(Path folder, Path jar) throws IOException {
    Map<Way, List<Cost>> all = new EnumMap<>(Way.class);
    try (Postgres server = Postgres.start()) {
      ServerCpu cpu = new ServerCpu(server.pid());
      for (int i = 0; i < RUNS; i++) {
        for (Way way : Way.values()) {
          all.computeIfAbsent(way, unused -> new ArrayList<>())
              .add(run(way, options(way, folder, jar), server, cpu));
        }
      }
    }
    Map<Way, Cost> medians = new EnumMap<>(Way.class);
    all.forEach((way, runs) -> medians.put(way, median(runs)));
    return new PoolCost(medians);
  }

  private static List<String> options(Way way, Path folder, Path jar) throws IOException {
    if (way == Way.DIRECT) {
      return List.of();
    }
    Path config = folder.resolve("pool-" + way.reset + ".yaml");
    Files.writeString(
        config,
        "admin: { port: off }\nphases: { pool: { enabled: true, reset: " + way.reset + " } }\n");
    return List.of("-javaagent:" + jar + "=config=" + config);
  }

  private static Cost run(Way way, List<String> options, Postgres server, ServerCpu cpu)
      throws IOException {
    Process process =
        MeasuredJvm.start(
            options,
            OverheadApp.class,
            server.url(),
            Postgres.USER,
            Postgres.PASSWORD,
            "" + way.warmUps,
            "" + way.calls,
            "" + (way != Way.DIRECT));
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
      expect(said.readLine(), "warm");
      double before = cpu.micros();
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
      double app = number(said.readLine(), "done ");
      double onServer = (cpu.micros() - before) / way.calls;
      return new Cost(app, onServer, number(said.readLine(), "p50 "));
    } finally {
      process.destroy();
    }
  }

  private static void expect(String line, String wanted) throws IOException {
    if (!wanted.equals(line)) {
      throw new IOException("the application said: " + line);
    }
  }

  private static double number(String line, String name) throws IOException {
    if (line == null || !line.startsWith(name)) {
      throw new IOException("the application said: " + line);
    }
    return Double.parseDouble(line.substring(name.length()));
  }

  private static Cost median(List<Cost> runs) {
    return new Cost(
        median(runs.stream().mapToDouble(Cost::app).toArray()),
        median(runs.stream().mapToDouble(Cost::server).toArray()),
        median(runs.stream().mapToDouble(Cost::p50).toArray()));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
