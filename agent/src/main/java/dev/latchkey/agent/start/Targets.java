package dev.latchkey.agent.start;

import dev.latchkey.agent.handler.Handlers;
import dev.latchkey.agent.handler.Target;
import dev.latchkey.agent.preset.PresetCatalogue;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.config.LatchkeyConfig;
import dev.latchkey.runtime.config.Role;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.config.TargetOverride;
import dev.latchkey.runtime.metrics.TargetInfo;
import dev.latchkey.runtime.metrics.TargetMeter;
import dev.latchkey.runtime.operation.Layer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The targets of the configuration and of the presets, the configuration's first: where two match,
 * the first is woven.
 */
final class Targets {
  private final LatchkeyRuntime runtime;
  private final Handlers handlers;

  Targets(LatchkeyRuntime runtime) {
    this.runtime = runtime;
    handlers = new Handlers(runtime);
  }

  List<Target> all() {
    LatchkeyConfig config = runtime.config();
    List<Target> targets = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (TargetConfig target : config.targets()) {
      names.add(target.name());
      add(target, "config", targets);
    }
    for (String preset : PresetCatalogue.NAMES) {
      if (!config.presets().selects(preset)) {
        continue;
      }
      for (TargetConfig target : PresetCatalogue.targets(preset)) {
        if (names.add(target.name())) {
          add(overridden(target), "preset:" + preset, targets);
        }
      }
    }
    runtime
        .operations()
        .authTargetsConfigured(
            targets.stream().anyMatch(target -> target.config().layer() == Layer.AUTH));
    return targets;
  }

  private TargetConfig overridden(TargetConfig target) {
    for (TargetOverride override : runtime.config().overrides()) {
      if (override.name().equals(target.name()) && override.fits(target)) {
        return override.applyTo(target);
      }
    }
    return target;
  }

  private void add(TargetConfig config, String source, List<Target> targets) {
    targets.add(handlers.target(config, meter(config, source), targets.size()));
    targets.addAll(handlers.companions(config, watched -> meter(watched, source), targets.size()));
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
