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

  /**
   * Weaves, and leaves to {@code detachment} what undoes it.
   *
   * @return whether the gate was free
   */
  boolean weave(Detachment detachment) {
    Sites sites = new Sites(LatchkeyGate.firstSite());
    Faults faults = new Faults(runtime.metrics(), log::error);
    if (!LatchkeyGate.install(detachment, new Dispatcher(sites, runtime.operations(), faults))) {
      log.warn("LK-2002", "an agent runs in this JVM already; nothing is woven");
      return false;
    }
    List<Target> targets = new Targets(runtime).all();
    WeavingReport report = new WeavingReport(runtime.metrics());
    targets.forEach(report::waiting);
    Weaving weaving = new Weaving(instrumentation, targets, sites, report);
    detachment.then("weaving", weaving::close);
    detachment.then("gate", () -> LatchkeyGate.uninstall(detachment, sites.next()));
    detachment.then("calls", OwnThreads::awaitCallsInside);
    weaving.start();
    log.info("LK-2010", "watching for " + targets.size() + " targets");
    return true;
  }
}
