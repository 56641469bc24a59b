package dev.latchkey.it.bench;

import dev.latchkey.it.app.SteadyApp;
import dev.latchkey.it.harness.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * What the agent takes of a process that authenticates 2,000 times a second through 50 targets:
 * {@link SteadyApp} with the agent, its dashboard and history on, and without it, several times in
 * turn. Medians of the differences.
 *
 * @param cpu CPU time that is spent with the agent and not without, of one core
 * @param heap what is live with the agent and not without, in bytes
 * @param scrape CPU time of one answer of {@code /metrics}, in milliseconds
 */
record SteadyCost(double cpu, double heap, double scrape) {
  /** By this name {@code jmh.only} chooses it. */
  static final String NAME = "SteadyCost";

  static final SteadyCost UNKNOWN = new SteadyCost(Double.NaN, Double.NaN, Double.NaN);

  private static final int RUNS = 3;
  private static final int SCRAPES = 100;

  /** The compilers are busy with them; a Prometheus gets so many in an hour. */
  private static final int FIRST_SCRAPES = 240;

  private static final String LAST_TARGET = "step-" + (SteadyApp.STEPS - 1);
  private static final Duration WARM_UP = Duration.ofSeconds(60);
  private static final Duration MEASURED = Duration.ofSeconds(20);
  private static final double NANOS_PER_MILLI = 1e6;

  static SteadyCost measure(Path folder, Path jar) throws IOException, InterruptedException {
    Path presence = Files.createDirectories(folder.resolve("steady"));
    Path config = presence.resolve("steady.yaml");
    int port = FreePort.find();
    Files.writeString(config, config(presence, port));
    List<SteadyCost> costs = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      try (Run bare = new Run(List.of());
          Run woven =
              new Run(
                  List.of("-Duser.home=" + presence, "-javaagent:" + jar + "=config=" + config))) {
        Thread.sleep(WARM_UP.toMillis());
        Usage bareBefore = bare.usage();
        Usage wovenBefore = woven.usage();
        Thread.sleep(MEASURED.toMillis());
        double share = woven.usage().share(wovenBefore);
        double more = share - bare.usage().share(bareBefore);
        double heap = woven.heap() - bare.heap();
        costs.add(new SteadyCost(more, heap, woven.scrape(presence, port, share)));
      }
    }
    return new SteadyCost(
        median(costs.stream().mapToDouble(SteadyCost::cpu)),
        median(costs.stream().mapToDouble(SteadyCost::heap)),
        median(costs.stream().mapToDouble(SteadyCost::scrape)));
  }

  private static double median(DoubleStream values) {
    return values.sorted().toArray()[RUNS / 2];
  }

  private static String config(Path folder, int port) {
    StringBuilder config = new StringBuilder();
    config.append("admin: { port: ").append(port);
    config
        .append(", token-file: \"")
        .append(folder.resolve("token"))
        .append("\" }\ntargets:\n  - { name: authenticate, layer: auth, class: ");
    config.append(SteadyApp.class.getName()).append(", method: authenticate }\n");
    for (int i = 0; i < SteadyApp.STEPS; i++) {
      config.append("  - { name: step-").append(i).append(", layer: ");
      config.append(i % 2 == 0 ? "jwt" : "other").append(", class: ");
      config.append(SteadyApp.CLASS).append(i).append(", method: run }\n");
    }
    return config.toString();
  }

  /** CPU time and time of a process, in nanoseconds. */
  private record Usage(double cpu, double at) {
    double share(Usage before) {
      return (cpu - before.cpu) / (at - before.at);
    }
  }

  /** The application, running. */
  private static final class Run implements AutoCloseable {
    private final Process process;
    private final BufferedReader said;

    Run(List<String> options) throws IOException {
      process = MeasuredJvm.start(options, SteadyApp.class);
      said = process.inputReader(StandardCharsets.UTF_8);
      String first = said.readLine();
      if (!"ready".equals(first)) {
        throw new IOException("the application said: " + first);
      }
    }

    private String ask(String command) throws IOException {
      process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
      return said.readLine();
    }

    Usage usage() throws IOException {
      String[] told = ask("cpu").split(" ");
      return new Usage(Double.parseDouble(told[0]), Double.parseDouble(told[1]));
    }

    double heap() throws IOException {
      return Double.parseDouble(ask("heap"));
    }

    /** Returns what one more scrape takes, beside the share that the process takes anyway. */
    double scrape(Path folder, int port, double share) throws IOException, InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
              .header(
                  "Authorization", "Bearer " + Files.readString(folder.resolve("token")).strip())
              .build();
      scrape(request, FIRST_SCRAPES);
      Usage before = usage();
      scrape(request, SCRAPES);
      Usage after = usage();
      double spent = after.cpu - before.cpu - share * (after.at - before.at);
      return spent / SCRAPES / NANOS_PER_MILLI;
    }

    private static void scrape(HttpRequest request, int times)
        throws IOException, InterruptedException {
      HttpClient client = HttpClient.newHttpClient();
      for (int i = 0; i < times; i++) {
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200 || !answer.body().contains(LAST_TARGET)) {
          throw new IOException("status " + answer.statusCode() + ", or a target is missing");
        }
      }
    }

    @Override
    public void close() {
      process.destroy();
      process.onExit().join();
    }
  }
}
