package dev.latchkey.agent.start;

import dev.latchkey.agent.copy.Copiers;
import dev.latchkey.agent.handler.ApiTargets;
import dev.latchkey.agent.handler.DriverTargets;
import dev.latchkey.agent.handler.Handlers;
import dev.latchkey.agent.handler.ScanTargets;
import dev.latchkey.agent.handler.ServingTargets;
import dev.latchkey.agent.handler.Target;
import dev.latchkey.agent.start.Selection.Wanted;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.config.TargetConfig;
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
  private Map<String, Ready> inForce = new LinkedHashMap<>();
  private final ApiTargets api;
  private int groups;

  Targets(LatchkeyRuntime runtime, Copiers copiers) {
    this.runtime = runtime;
    handlers = new Handlers(runtime, copiers);
    api = handlers.apiTargets();
  }

  /**
   * A target as it was wanted.
   *
   * @param woven what it is woven as: the target itself, then the companions that it needs
   */
  record Ready(Wanted wanted, List<Target> woven) {
    Ready {
      woven = List.copyOf(woven);
    }

    Target target() {
      return woven.get(0);
    }
  }

  /** Returns the targets by which the agent hears of the application's own measurements. */
  ApiTargets apiTargets() {
    return api;
  }

  /** Returns the targets by which the JDBC observer hears of drivers. */
  DriverTargets driverTargets() {
    return handlers.driverTargets();
  }

  /** Returns the targets by which the agent learns of responses. */
  ServingTargets servingTargets() {
    return handlers.servingTargets();
  }

  /** Returns the targets by which discovery looks. */
  ScanTargets scanTargets() {
    return handlers.scanTargets();
  }

  /** Returns the targets for a selection by name; none is in force before {@link #keep}. */
  Map<String, Ready> prepare(Selection selection) {
    Map<String, Ready> prepared = new LinkedHashMap<>();
    for (Wanted wanted : selection.wanted()) {
      String name = wanted.config().name();
      Ready known = inForce.get(name);
      prepared.put(
          name,
          known != null && known.wanted.equals(wanted)
              ? known
              : new Ready(wanted, targets(wanted)));
    }
    return prepared;
  }

  /** Puts these targets in force and forgets the others. */
  void keep(Map<String, Ready> targets) {
    inForce = targets;
    List<TargetMeter> meters = new ArrayList<>();
    boolean auth = false;
    for (Target target : list(targets)) {
      meters.add(target.meter());
      auth |= target.config().layer() == Layer.AUTH;
    }
    meters.addAll(api.meters());
    runtime.metrics().retain(meters);
    runtime.operations().authTargetsConfigured(auth);
  }

  /** Returns the targets in force by name. */
  Map<String, Ready> inForce() {
    return inForce;
  }

  /** Returns the targets in force that come before one that is added now. */
  List<Target> beforeAdded() {
    return inForce.values().stream()
        .filter(ready -> !ready.wanted().source().startsWith("preset:"))
        .flatMap(ready -> ready.woven().stream())
        .toList();
  }

  /** Returns the targets in the order of precedence, each before its companions. */
  static List<Target> list(Map<String, Ready> targets) {
    return targets.values().stream().flatMap(ready -> ready.woven.stream()).toList();
  }

  /** A group is never used again: calls of a removed target may still be running. */
  private List<Target> targets(Wanted wanted) {
    TargetConfig config = wanted.config();
    List<Target> targets = new ArrayList<>();
    targets.add(handlers.target(config, meter(config, wanted.source()), groups));
    targets.addAll(
        handlers.companions(config, watched -> meter(watched, wanted.source()), groups + 1));
    groups += targets.size();
    return targets;
  }

  private TargetMeter meter(TargetConfig config, String source) {
    return runtime.metrics().register(Target.info(config, source));
  }
}
