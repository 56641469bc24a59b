package dev.latchkey.agent.start;

import dev.latchkey.agent.weave.WeavingException;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.config.ConfigResult;
import dev.latchkey.runtime.config.EffectiveConfig;
import dev.latchkey.runtime.config.LatchkeyConfig;
import dev.latchkey.runtime.config.Problem;
import dev.latchkey.runtime.config.Setting;
import dev.latchkey.runtime.rollout.Phase;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Puts a changed configuration file in force, as a whole or not at all. Confined to whom {@link
 * ConfigWatcher} lets read.
 */
final class ConfigReload {
  private final ConfigSource source;
  private final LatchkeyRuntime runtime;
  private final LiveTargets targets;
  private final AgentLog log;
  private boolean refused;

  ConfigReload(ConfigSource source, LatchkeyRuntime runtime, LiveTargets targets, AgentLog log) {
    this.source = source;
    this.runtime = runtime;
    this.targets = targets;
    this.log = log;
  }

  /** Reads the file and puts it in force, or says why the one before stays. */
  void reload() {
    reload(source.read(), "config");
  }

  /**
   * Puts what was read in force.
   *
   * @param actor who asks, for the event log
   * @return why the one before stays, a line each; empty when it does not
   */
  List<String> reload(ConfigResult result, String actor) {
    return reload(result, actor, Set.of());
  }

  /**
   * Does the same for a file that was written from what is in force.
   *
   * @param settled as for {@link LatchkeyRuntime#reconfigure(LatchkeyConfig, Set)}
   */
  List<String> reload(ConfigResult result, String actor, Set<Phase> settled) {
    if (result.config().isEmpty()) {
      result.problems().forEach(problem -> log.error(problem.toString()));
      log.error(
          "LK-2014",
          "the changed configuration file was refused and the one before stays in force");
      return refused(actor, result.problems().stream().map(Problem::toString).toList());
    }
    LatchkeyConfig before = runtime.config();
    LatchkeyConfig after = result.config().get();
    try {
      targets.reload(after);
    } catch (WeavingException undone) {
      log.error(
          "LK-2015",
          "the targets of the changed configuration file cannot be woven and the one before stays"
              + " in force: "
              + undone.getMessage());
      return refused(actor, List.of(String.valueOf(undone.getMessage())));
    }
    runtime.reconfigure(after, settled);
    refused = false;
    List<String> waiting = waitingForRestart(before.settings(), after.settings());
    String restart =
        waiting.isEmpty() ? "" : "; a restart is needed for " + String.join(", ", waiting);
    log.info("LK-2013", "the changed configuration file is in force" + restart);
    runtime
        .events()
        .add(
            "config.reloaded",
            waiting.isEmpty() ? Severity.INFO : Severity.WARN,
            actor,
            "The changed configuration file is in force" + restart + ".");
    return List.of();
  }

  /**
   * Tells whether what was read last was refused, and no event has told since that it is mended.
   */
  boolean isRefused() {
    return refused;
  }

  private List<String> refused(String actor, List<String> reasons) {
    refused = true;
    runtime
        .events()
        .add(
            "config.refused",
            Severity.WARN,
            actor,
            "The changed configuration file was refused: " + String.join("; ", reasons));
    return reasons;
  }

  private static List<String> waitingForRestart(List<Setting> before, List<Setting> after) {
    Map<String, String> old =
        before.stream().collect(Collectors.toMap(Setting::key, Setting::value));
    Set<String> keys = new TreeSet<>();
    for (Setting setting : after) {
      if (!setting.value().equals(old.get(setting.key()))
          && !EffectiveConfig.isAtOnce(setting.key())) {
        keys.add(setting.key());
      }
    }
    return List.copyOf(keys);
  }
}
