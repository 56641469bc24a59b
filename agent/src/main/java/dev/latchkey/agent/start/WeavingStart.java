package dev.latchkey.agent.start;

import dev.latchkey.agent.copy.Copiers;
import dev.latchkey.agent.gate.LatchkeyGate;
import dev.latchkey.agent.handler.Dispatcher;
import dev.latchkey.agent.handler.Faults;
import dev.latchkey.agent.handler.Sites;
import dev.latchkey.agent.weave.CastWatch;
import dev.latchkey.agent.weave.Restored;
import dev.latchkey.agent.weave.Weaving;
import dev.latchkey.agent.weave.WeavingReport;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.config.ConfigOnDisk;
import dev.latchkey.runtime.config.EffectiveConfig;
import dev.latchkey.runtime.metrics.AgentErrors.Border;
import dev.latchkey.runtime.operation.AgentThread;
import dev.latchkey.runtime.time.Ticker;
import java.io.File;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Connects the gate and weaves. Apart from {@link AgentStart} because verifying this class loads
 * the gate, which must be defined by then.
 */
final class WeavingStart {
  private final Instrumentation instrumentation;
  private final LatchkeyRuntime runtime;
  private final ConfigSource source;
  private final EffectiveConfig effective;
  private final AgentLog log;

  WeavingStart(
      Instrumentation instrumentation,
      LatchkeyRuntime runtime,
      ConfigSource source,
      EffectiveConfig effective,
      AgentLog log) {
    this.instrumentation = instrumentation;
    this.runtime = runtime;
    this.source = source;
    this.effective = effective;
    this.log = log;
  }

  /**
   * What is at work after the start.
   *
   * @param targets changes the targets and takes them out again
   * @param file compares the configuration file with what is in force
   */
  record AtWork(LiveTargets targets, ConfigOnDisk file) {}

  /**
   * Weaves, and leaves to {@code detachment} what undoes it.
   *
   * @return nothing when nothing is woven
   */
  Optional<AtWork> weave(Detachment detachment) {
    Sites sites = new Sites(LatchkeyGate.firstSite());
    Faults faults = new Faults(runtime.metrics(), log::error);
    if (!LatchkeyGate.install(detachment, new Dispatcher(sites, runtime.operations(), faults))) {
      log.warn("LK-2002", "an agent runs in this JVM already; nothing is woven");
      return Optional.empty();
    }
    WeavingReport report = new WeavingReport(runtime.metrics());
    Runnable disconnect =
        () -> {
          LatchkeyGate.sitesUsed(sites.next());
          LatchkeyGate.uninstall(detachment);
        };
    Weaving weaving = new Weaving(instrumentation, sites, report);
    Copiers copiers = new Copiers(instrumentation);
    LiveTargets targets = new LiveTargets(runtime, weaving, report, copiers, disconnect);
    detachment.then("weaving", () -> tell(targets.close()));
    detachment.then("gate", disconnect::run);
    detachment.then("calls", OwnThreads::awaitCallsInside);
    detachment.then("copies", copiers::close);
    log.info("LK-2010", "watching for " + targets.start() + " targets");
    AgentThread.of("weave", () -> prepare(weaving)).start();
    CastWatch casts = new CastWatch(instrumentation);
    runtime.casts(casts);
    // Its class loads some of java.sql, which waits until the application does.
    runtime.connector(() -> new ManagerConnector(instrumentation));
    detachment.then("watch for casts", casts::close);
    List<Runnable> jobs = jobs(targets, weaving, casts);
    ConfigOnDisk file =
        source.file().map(named -> watch(named, targets, jobs)).orElse(ConfigOnDisk.NONE);
    targets.keepUp(new Upkeep(jobs, runtime.metrics().errors()));
    return Optional.of(new AtWork(targets, file));
  }

  /** What fails here fails again at the first weaving, which tells it of the class. */
  private void prepare(Weaving weaving) {
    try {
      weaving.prepare();
    } catch (Throwable failure) {
      runtime.metrics().errors().count(Border.START, "weave", failure);
    }
  }

  private void tell(Restored restored) {
    log.info("LK-2043", restored.classes() + " classes run their own bytecode again");
    if (!restored.failed().isEmpty()) {
      log.warn(
          "LK-2044",
          "calls of the agent are left, and do nothing, in "
              + String.join(", ", restored.failed())
              + "; a restart of the application takes them out");
    }
  }

  private List<Runnable> jobs(LiveTargets targets, Weaving weaving, CastWatch casts) {
    List<Runnable> jobs = new ArrayList<>();
    jobs.add(weaving::settle);
    jobs.add(casts::look);
    jobs.add(targets::observe);
    jobs.add(targets::monitor);
    jobs.add(new LibraryLines(runtime.metrics(), Ticker.system(), log)::tell);
    return jobs;
  }

  private ConfigOnDisk watch(File file, LiveTargets targets, List<Runnable> jobs) {
    ConfigReload reload = new ConfigReload(source, runtime, targets, log);
    ConfigWatcher watcher = new ConfigWatcher(file, reload::reload);
    jobs.add(watcher::poll);
    return new FileInForce(file, source, runtime, effective, watcher, reload);
  }
}
