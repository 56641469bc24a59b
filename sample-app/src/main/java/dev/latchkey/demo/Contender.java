package dev.latchkey.demo;

import com.example.idp.IdentityProvider;
import com.example.open.OpenOrdersApplication;
import com.example.orders.OrdersApplication;
import com.example.postgres.OrdersDatabase;
import com.example.tuned.PooledDatabase;
import com.example.tuned.TunedOrdersApplication;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** A build of the service under comparison, in a JVM of its own. Confined to one thread. */
final class Contender implements AutoCloseable {
  /** What is compared, each with its name in the results. */
  enum Build {
    /** The ordinary service. */
    NAIVE("naive", OrdersApplication.class),
    /** The same files, with the agent and all phases on. */
    LATCHKEY("naive + Latchkey", OrdersApplication.class),
    /** As an expert would write it. */
    TUNED("tuned", TunedOrdersApplication.class),
    /** Without authentication. */
    OPEN("open", OpenOrdersApplication.class);

    private final String title;
    private final Class<?> application;

    Build(String title, Class<?> application) {
      this.title = title;
      this.application = application;
    }

    String title() {
      return title;
    }
  }

  private static final int CONNECTIONS = 64;

  private final Build build;
  private final ServiceProcess process;
  private final URI address;
  private final OpenLoad load;

  private Contender(Build build, ServiceProcess process, URI address, OpenLoad load) {
    this.build = build;
    this.process = process;
    this.address = address;
    this.load = load;
  }

  /** Starts a build and waits until it answers; the agent's phases are all on. */
  static Contender start(
      Build build,
      Path output,
      IdentityProvider provider,
      OrdersDatabase database,
      OrphanGuard guard,
      IntFunction<byte[]> requests)
      throws IOException, InterruptedException {
    var options = build == Build.LATCHKEY ? agent(output) : List.<String>of();
    var file = output.resolve(build.name().toLowerCase(Locale.ROOT) + ".log");
    var process = ServiceProcess.start(build.application, options, file, provider, database.url());
    guard.watch(process.handle());
    var address = process.address();
    if (build == Build.LATCHKEY) {
      var agent = new AdminClient(process.dashboard(), DemoSettings.TOKEN);
      for (var phase : agent.availablePhases()) {
        agent.turn(phase.id(), true);
      }
    }
    return new Contender(
        build, process, address, new OpenLoad(address, requests, Clock.SYSTEM, CONNECTIONS));
  }

  /** The demo's configuration, with as many connections as the tuned build has. */
  private static List<String> agent(Path output) throws IOException {
    var file = output.resolve("latchkey.yaml");
    var pool =
        "phases:\n  pool: { engine: bounded, reset: dirty, prepared-statements: true, max-active: "
            + PooledDatabase.CONNECTIONS
            + " }\n";
    Files.writeString(
        file,
        Files.readString(DemoSettings.AGENT_CONFIGURATION).replaceFirst("(?m)^phases:\\n", pool));
    return ServiceProcess.agent(file);
  }

  Build build() {
    return build;
  }

  URI address() {
    return address;
  }

  OpenLoad.Outcome run(double ratePerSecond, Duration duration) throws InterruptedException {
    return load.run(ratePerSecond, duration);
  }

  /** Returns the CPU time that the process has taken so far. */
  Duration cpu() {
    return process
        .handle()
        .info()
        .totalCpuDuration()
        .orElseThrow(
            () -> new DemoException("This system does not tell the CPU time of a process"));
  }

  @Override
  public void close() {
    load.close();
    process.close();
  }
}
