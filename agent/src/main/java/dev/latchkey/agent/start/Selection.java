package dev.latchkey.agent.start;

import dev.latchkey.agent.preset.PresetCatalogue;
import dev.latchkey.runtime.config.LatchkeyConfig;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.config.TargetOverride;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which targets are wanted, and by whom. Immutable.
 *
 * @param config the configuration in force
 * @param added targets that were added while the application runs
 * @param dropped names of targets that the configuration or a preset has and an operator does not
 *     want
 */
record Selection(LatchkeyConfig config, List<TargetConfig> added, Set<String> dropped) {

  Selection {
    added = List.copyOf(added);
    dropped = Set.copyOf(dropped);
  }

  /** Wants what the configuration says. */
  static Selection of(LatchkeyConfig config) {
    return new Selection(config, List.of(), Set.of());
  }

  /** A target and who wants it: {@code config}, {@code api} or {@code preset:} and its name. */
  record Wanted(TargetConfig config, String source) {}

  /**
   * Returns the targets in the order of precedence: those of the configuration, those added, those
   * of the presets. Of two with one name the first counts.
   */
  List<Wanted> wanted() {
    List<Wanted> wanted = new ArrayList<>();
    config.targets().forEach(target -> wanted.add(new Wanted(target, "config")));
    added.forEach(target -> wanted.add(new Wanted(target, "api")));
    for (String preset : PresetCatalogue.NAMES) {
      if (config.presets().selects(preset)) {
        PresetCatalogue.targets(preset)
            .forEach(target -> wanted.add(new Wanted(overridden(target), "preset:" + preset)));
      }
    }
    Set<String> names = new HashSet<>(dropped);
    return wanted.stream().filter(target -> names.add(target.config().name())).toList();
  }

  /** Returns the names in items that change no target of a selected preset. */
  List<String> strangers() {
    List<String> names = new ArrayList<>();
    for (TargetOverride override : config.overrides()) {
      if (presetTargets(override).noneMatch(override::fits)) {
        names.add(override.name());
      }
    }
    return names;
  }

  /**
   * Returns the names in items that ask for whole results where none can be kept, each with why.
   */
  List<String> refusals() {
    return config.overrides().stream()
        .flatMap(
            override ->
                presetTargets(override)
                    .filter(override::isRefused)
                    .map(target -> target.name() + ": " + target.onlyTimed().orElseThrow()))
        .toList();
  }

  private Stream<TargetConfig> presetTargets(TargetOverride override) {
    return PresetCatalogue.NAMES.stream()
        .filter(config.presets()::selects)
        .flatMap(preset -> PresetCatalogue.targets(preset).stream())
        .filter(target -> target.name().equals(override.name()));
  }

  /** A preset's target with what the configuration says of it. */
  private TargetConfig overridden(TargetConfig target) {
    for (TargetOverride override : config.overrides()) {
      if (override.name().equals(target.name()) && override.fits(target)) {
        return override.applyTo(target);
      }
    }
    return target;
  }

  Selection with(TargetConfig target) {
    List<TargetConfig> more = new ArrayList<>(added);
    more.add(target);
    Set<String> fewer = new HashSet<>(dropped);
    fewer.remove(target.name());
    return new Selection(config, more, fewer);
  }

  /** Drops a target, whoever wanted it. */
  Selection without(String name) {
    List<TargetConfig> fewer = new ArrayList<>(added);
    boolean wasAdded = fewer.removeIf(target -> target.name().equals(name));
    Set<String> more = new HashSet<>(dropped);
    if (!wasAdded) {
      more.add(name);
    }
    return new Selection(config, fewer, more);
  }

  /** Wants what another configuration says, and what was added; nothing is dropped any more. */
  Selection reloaded(LatchkeyConfig replacement) {
    return new Selection(replacement, added, Set.of());
  }
}
