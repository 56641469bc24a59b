package dev.latchkey.agent.start;

import dev.latchkey.agent.handler.Handlers;
import dev.latchkey.agent.handler.Target;
import dev.latchkey.agent.start.Selection.Wanted;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.config.Role;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.metrics.TargetInfo;
import dev.latchkey.runtime.metrics.TargetMeter;
import dev.latchkey.runtime.operation.Layer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes targets ready for weaving. One that is wanted as it was before is the same object as
 * before, with its handler and its figures. Confined to whoever holds the lock of {@link
 * LiveTargets}.
 */
final class Targets {
  private final LatchkeyRuntime runtime;
  private final Handlers handlers;
  private Map<Wanted, Target> inForce = new LinkedHashMap<>();
  private int groups;

  Targets(LatchkeyRuntime runtime) {
    this.runtime = runtime;
    handlers = new Handlers(runtime);
  }

  /** Returns the targets for a selection; none is in force before {@link #keep}. */
  Map<Wanted, Target> prepare(Selection selection) {
    Map<Wanted, Target> prepared = new LinkedHashMap<>();
    for (Wanted wanted : selection.wanted()) {
      Target known = inForce.get(wanted);
      prepared.put(wanted, known == null ? target(wanted) : known);
      for (Target companion : companions(wanted)) {
        Wanted beside = new Wanted(companion.config(), wanted.source());
        prepared.put(beside, inForce.getOrDefault(beside, companion));
      }
    }
    return prepared;
  }

  /** Puts these targets in force and forgets the others. */
  void keep(Map<Wanted, Target> targets) {
    inForce = targets;
    List<TargetMeter> meters = new ArrayList<>();
    boolean auth = false;
    for (Target target : targets.values()) {
      meters.add(target.meter());
      auth |= target.config().layer() == Layer.AUTH;
    }
    runtime.metrics().retain(meters);
    runtime.operations().authTargetsConfigured(auth);
  }

  /** Returns the targets in force. */
  Map<Wanted, Target> inForce() {
    return inForce;
  }

  /** A group is never used again: calls of a removed target may still be running. */
  private Target target(Wanted wanted) {
    return handlers.target(wanted.config(), meter(wanted.config(), wanted.source()), groups++);
  }

  private List<Target> companions(Wanted wanted) {
    List<Target> companions =
        handlers.companions(wanted.config(), watched -> meter(watched, wanted.source()), groups);
    groups += companions.size();
    return companions;
  }

  private TargetMeter meter(TargetConfig config, String source) {
    TargetInfo info =
        new TargetInfo(
            config.name(),
            config.layer(),
            config.className(),
            config.method().toString(),
            config.match().id(),
            source);
    return runtime.metrics().register(info, config.role() == Role.CONNECT);
  }
}
