package dev.latchkey.agent.start;

import dev.latchkey.agent.gate.LatchkeyGate;
import dev.latchkey.agent.handler.Dispatcher;
import dev.latchkey.agent.handler.Faults;
import dev.latchkey.agent.handler.Sites;
import dev.latchkey.agent.weave.Weaving;
import dev.latchkey.agent.weave.WeavingReport;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.time.Ticker;
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
  private final AgentLog log;

  WeavingStart(
      Instrumentation instrumentation, LatchkeyRuntime runtime, ConfigSource source, AgentLog log) {
    this.instrumentation = instrumentation;
    this.runtime = runtime;
    this.source = source;
    this.log = log;
  }

  /** Returns what changes the targets and takes them out again; nothing when nothing is woven. */
  Optional<LiveTargets> weave() {
    Sites sites = new Sites();
    Faults faults = new Faults(runtime.metrics(), log::error);
    Dispatcher dispatcher = new Dispatcher(sites, runtime.operations(), faults);
    if (!LatchkeyGate.install(dispatcher, dispatcher)) {
      log.warn("LK-2002", "an agent runs in this JVM already; nothing is woven");
      return Optional.empty();
    }
    WeavingReport report = new WeavingReport(runtime.metrics());
    Weaving weaving = new Weaving(instrumentation, sites, report);
    LiveTargets targets =
        new LiveTargets(runtime, weaving, report, () -> LatchkeyGate.uninstall(dispatcher));
    log.info("LK-2010", "watching for " + targets.start() + " targets");
    targets.keepUp(upkeep(targets, weaving));
    return Optional.of(targets);
  }

  private Upkeep upkeep(LiveTargets targets, Weaving weaving) {
    List<Runnable> jobs = new ArrayList<>();
    jobs.add(weaving::settle);
    jobs.add(new LibraryLines(runtime.metrics(), Ticker.system(), log)::tell);
    source
        .file()
        .map(
            file ->
                new ConfigWatcher(file, new ConfigReload(source, runtime, targets, log)::reload))
        .ifPresent(watcher -> jobs.add(watcher::poll));
    return new Upkeep(jobs, runtime.metrics().errors());
  }
}
