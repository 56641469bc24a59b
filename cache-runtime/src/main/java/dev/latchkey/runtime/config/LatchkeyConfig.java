package dev.latchkey.runtime.config;

import dev.latchkey.runtime.operation.Layer;
import java.util.List;
import java.util.Map;

/**
 * Everything that a user has configured. Immutable. It has one maker, {@code ConfigReader}, which
 * is why there is no builder.
 *
 * @param overrides what is to be different of the presets' targets
 * @param settings the effective value of every key and where it came from, in the order of the
 *     documentation; empty when this was not read from a file
 */
public record LatchkeyConfig(
    AdminConfig admin,
    PresetsConfig presets,
    List<TargetConfig> targets,
    List<TargetOverride> overrides,
    PhasesConfig phases,
    GuardConfig guard,
    HistoryConfig history,
    List<AlertConfig> alerts,
    ExportConfig export,
    NotifyConfig notifications,
    List<Setting> settings) {
  /** Copies the lists. */
  public LatchkeyConfig {
    targets = List.copyOf(targets);
    overrides = List.copyOf(overrides);
    alerts = List.copyOf(alerts);
    settings = List.copyOf(settings);
  }

  /** Returns what an empty file means. */
  public static LatchkeyConfig defaults() {
    return ConfigReader.read("", "defaults", Map.of()).config().orElseThrow();
  }

  /** Returns the dotted keys that the user has set and that have no effect in this version. */
  public List<String> notYetAvailable() {
    return targets.stream()
        .filter(LatchkeyConfig::waitsForInvalidations)
        .map(target -> "targets." + target.name() + ".invalidated-by")
        .toList();
  }

  private static boolean waitsForInvalidations(TargetConfig target) {
    return target.role() != Role.LOOKUP
        && target.role() != Role.OPERATION
        && target.invalidatedBy().stream()
            .anyMatch(
                each -> each instanceof Invalidation.BySqlTable || target.layer() == Layer.SESSION);
  }
}
