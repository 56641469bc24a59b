package dev.latchkey.agent.start;

import dev.latchkey.agent.gate.LatchkeyGate;
import dev.latchkey.agent.handler.Dispatcher;
import dev.latchkey.agent.handler.Faults;
import dev.latchkey.agent.handler.Sites;
import dev.latchkey.agent.weave.Weaving;
import dev.latchkey.agent.weave.WeavingReport;
import dev.latchkey.runtime.LatchkeyRuntime;
import java.lang.instrument.Instrumentation;
import java.util.Optional;

/**
 * Connects the gate and weaves. Apart from {@link AgentStart} because verifying this class loads
 * the gate, which must be defined by then.
 */
final class WeavingStart {
  private final Instrumentation instrumentation;
  private final LatchkeyRuntime runtime;
  private final AgentLog log;

  WeavingStart(Instrumentation instrumentation, LatchkeyRuntime runtime, AgentLog log) {
    this.instrumentation = instrumentation;
    this.runtime = runtime;
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
    LiveTargets targets =
        new LiveTargets(
            runtime,
            new Weaving(instrumentation, sites, report),
            report,
            () -> LatchkeyGate.uninstall(dispatcher));
    log.info("LK-2010", "watching for " + targets.start() + " targets");
    return Optional.of(targets);
  }
}
