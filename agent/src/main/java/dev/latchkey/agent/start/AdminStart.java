package dev.latchkey.agent.start;

import dev.latchkey.agent.presence.PortFile;
import dev.latchkey.agent.presence.Presence;
import dev.latchkey.agent.start.WeavingStart.AtWork;
import dev.latchkey.dashboard.access.AdminToken;
import dev.latchkey.dashboard.otlp.OtlpExport;
import dev.latchkey.dashboard.server.AdminServer;
import dev.latchkey.dashboard.server.AdminServices;
import dev.latchkey.dashboard.server.AdminSettings;
import dev.latchkey.dashboard.server.Bound;
import dev.latchkey.runtime.AgentInfo;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.bench.BenchProcesses;
import dev.latchkey.runtime.config.AdminConfig;
import dev.latchkey.runtime.config.ConfigOnDisk;
import dev.latchkey.runtime.config.EffectiveConfig;
import dev.latchkey.runtime.config.ExportConfig.Otlp;
import dev.latchkey.runtime.fleet.Fleet;
import dev.latchkey.runtime.metrics.AgentErrors.Border;
import dev.latchkey.runtime.operation.AgentThread;
import dev.latchkey.runtime.time.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Starts the background work and the admin server on a thread of its own, once the application's
 * {@code main} was entered: before that, whatever they load could fix a choice that the application
 * makes there. They wait until it has started, so as not to take its processors.
 */
final class AdminStart {
  private static final long LIMIT_MILLIS = 30_000;

  private final LatchkeyRuntime runtime;
  private final LiveTargets targets;
  private final ConfigOnDisk file;
  private final LiveSafety safety;
  private final AgentInfo info;
  private final EffectiveConfig effective;
  private final AgentLog log;
  private final BenchProcesses benchmarks;
  private final StartingApplication application;
  private volatile @Nullable Thread starting;
  private volatile @Nullable AdminServer server;
  private volatile @Nullable OtlpExport export;

  AdminStart(
      LatchkeyRuntime runtime,
      AtWork atWork,
      AgentInfo info,
      EffectiveConfig effective,
      AgentLog log) {
    this.runtime = runtime;
    targets = atWork.targets();
    file = atWork.file();
    safety = new LiveSafety(runtime, targets);
    benchmarks = new BenchProcesses(BenchLauncher::words, runtime.events(), Ticker.system());
    application = new StartingApplication(targets::classesSeen);
    this.info = info;
    this.effective = effective;
    this.log = log;
  }

  /**
   * Starts the thread.
   *
   * @param running whether the application's {@code main} was entered already; then this waits
   *     until all is open, so that whoever attached the agent can be told
   */
  void begin(boolean running) throws InterruptedException {
    Thread thread = AgentThread.of("start", () -> run(running));
    starting = thread;
    thread.start();
    if (running) {
      thread.join(LIMIT_MILLIS);
    }
  }

  /** Closes the port and removes the port file, however far the start has come. */
  void close() throws InterruptedException, IOException {
    Thread thread = starting;
    if (thread != null && thread != Thread.currentThread()) {
      thread.interrupt();
      thread.join(LIMIT_MILLIS);
    }
    OtlpExport sending = export;
    if (sending != null) {
      sending.close();
    }
    benchmarks.close();
    AdminServer opened = server;
    if (opened != null) {
      opened.close();
    }
    portFile().remove();
  }

  private void run(boolean running) {
    Optional<URI> dashboard = Optional.empty();
    try {
      if (!running) {
        application.awaitMain();
        if (runtime.fleet().isEmpty()) { // what others have switched counts from the beginning
          application.awaitCalm();
        }
      }
      runtime.start();
      runtime.config().export().otlp().ifPresent(this::send);
      log.info("LK-2018", safety.get().sentence());
      if (runtime.config().admin().enabled()) {
        dashboard = Optional.of(openDashboard(runtime.config().admin()));
      }
    } catch (InterruptedException detached) {
      Thread.currentThread().interrupt();
      return;
    } catch (Throwable failure) {
      runtime.metrics().errors().count(Border.START, "admin", failure);
      log.error("LK-2030", "the dashboard did not start, everything else works: " + failure);
    }
    writePortFile(dashboard);
  }

  private void send(Otlp otlp) {
    OtlpExport sending =
        new OtlpExport(
            otlp,
            info,
            services().snapshots(),
            runtime.events(),
            runtime.metrics().errors(),
            Ticker.system());
    export = sending;
    sending.start();
  }

  private void writePortFile(Optional<URI> dashboard) {
    try {
      Optional<String> tokenFile =
          dashboard.map(there -> runtime.config().admin().tokenFile().getAbsolutePath());
      portFile()
          .write(new Presence(info.pid(), info.version(), info.startedAt(), dashboard, tokenFile));
    } catch (IOException | IllegalStateException failure) {
      log.warn(
          "LK-2034",
          "the commands ps and explain will not see this agent, because "
              + portFile()
              + " cannot be written: "
              + failure);
    }
  }

  private PortFile portFile() {
    return PortFile.of(System.getProperty("java.io.tmpdir", "/tmp"), info.pid());
  }

  private AdminServices services() {
    return new AdminServices(
        runtime.metrics(),
        runtime.phases(),
        runtime.guard(),
        () -> runtime.config().guard(),
        runtime.events(),
        runtime.audit(),
        runtime.history(),
        runtime.alerts(),
        benchmarks,
        runtime.changes(),
        runtime.checks(),
        runtime.forecaster(),
        runtime.caches(),
        runtime.cacheLimits(),
        targets,
        targets.discovery(),
        runtime.revocations(),
        runtime.databases(),
        () -> runtime.fleet().map(Fleet::view),
        runtime.coherence()::view,
        safety,
        effective,
        file,
        info,
        () -> runtime.metrics().series().lastSeq() > 0,
        Ticker.system());
  }

  private URI openDashboard(AdminConfig config) throws IOException {
    int wanted = config.port().orElseThrow();
    AdminServer opening =
        new AdminServer(
            new AdminSettings(
                config.host(),
                wanted,
                config.tokenFile(),
                config.tokens(),
                config.readOnly(),
                config.tls(),
                config.loopback()),
            services());
    server = opening;
    Bound bound = opening.start();
    runtime.fleet().ifPresent(fleet -> fleet.named(seenAs(bound), info.version()));
    bound
        .refusals()
        .forEach(refusal -> log.warn("LK-2032", refusal + "; until then nobody can show it"));
    if (wanted != 0 && wanted != bound.port()) {
      log.warn("LK-2033", "port " + wanted + " is in use; the dashboard took " + bound.port());
    }
    log.info(
        "LK-2031",
        "dashboard at "
            + bound.dashboard()
            + (isKept(bound.tokenState()) ? ", token in " + bound.tokenFile() : ""));
    return bound.dashboard();
  }

  private static boolean isKept(AdminToken.State state) {
    return state == AdminToken.State.READ || state == AdminToken.State.CREATED;
  }

  /** A loopback address says nothing to the others. */
  private String seenAs(Bound bound) {
    String host = bound.dashboard().getHost();
    try {
      boolean local = runtime.config().admin().loopback();
      return (local ? InetAddress.getLocalHost().getHostName() : host) + ":" + bound.port();
    } catch (UnknownHostException unnamed) {
      return host + ":" + bound.port();
    }
  }
}
