package dev.latchkey.agent.start;

import dev.latchkey.agent.gate.LatchkeyGate;
import dev.latchkey.agent.handler.Dispatcher;
import dev.latchkey.agent.handler.Faults;
import dev.latchkey.agent.handler.Sites;
import dev.latchkey.agent.handler.Target;
import dev.latchkey.agent.weave.Weaving;
import dev.latchkey.agent.weave.WeavingReport;
import dev.latchkey.runtime.LatchkeyRuntime;
import java.lang.instrument.Instrumentation;
import java.util.List;

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

  void weave() {
    Sites sites = new Sites();
    Faults faults = new Faults(runtime.metrics(), log::error);
    if (!LatchkeyGate.install(this, new Dispatcher(sites, runtime.operations(), faults))) {
      log.warn("LK-2002", "an agent runs in this JVM already; nothing is woven");
      return;
    }
    List<Target> targets = new Targets(runtime).all();
    WeavingReport report = new WeavingReport(runtime.metrics());
    targets.forEach(report::waiting);
    new Weaving(instrumentation, targets, sites, report).start();
    log.info("LK-2010", "watching for " + targets.size() + " targets");
  }
}
