package dev.latchkey.runtime.config;

import dev.latchkey.runtime.rollout.PhaseState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is in force, which is not always what the file says: some keys wait for a restart, and
 * phases are switched while the application runs. Thread-safe, as its suppliers are.
 */
public final class EffectiveConfig {
  private static final String CONFIG = "config";
  private static final Set<String> AT_ONCE =
      Set.of(
          "presets",
          "targets",
          "phases.jwt.ttl",
          "phases.session.replica-lag",
          "phases.integrated.tune",
          "export.jfr.threshold",
          "export.server-timing.clients");
  private static final List<String> GROUPS_AT_ONCE =
      List.of(
          "phases.jwks.",
          "phases.pool.",
          "phases.session.feed",
          "guard.",
          "alerts",
          "notifications");

  private final Origin origin;
  private final LatchkeyConfig started;
  private final Supplier<LatchkeyConfig> latest;
  private final Supplier<List<PhaseState>> phases;
  private final Supplier<Map<String, Changed>> limits;

  /**
   * Where the configuration came from. Immutable.
   *
   * @param file null when there is none
   * @param namedBy {@code option}, {@code property} or {@code environment}; {@code default} when
   *     there is no file
   */
  public record Origin(@Nullable String file, String namedBy) {
    /** No file was named. */
    public static final Origin NONE = new Origin(null, "default");
  }

  /**
   * A setting that was changed while the application runs. Immutable.
   *
   * @param value as the file would spell it
   */
  public record Changed(String value, String by) {}

  /** Begins with what the agent was started with. */
  public EffectiveConfig(
      Origin origin,
      LatchkeyConfig started,
      Supplier<LatchkeyConfig> latest,
      Supplier<List<PhaseState>> phases) {
    this(origin, started, latest, phases, Map::of);
  }

  /**
   * Begins with what the agent was started with.
   *
   * @param limits what was changed of caches, by key
   */
  public EffectiveConfig(
      Origin origin,
      LatchkeyConfig started,
      Supplier<LatchkeyConfig> latest,
      Supplier<List<PhaseState>> phases,
      Supplier<Map<String, Changed>> limits) {
    this.limits = limits;
    this.origin = origin;
    this.started = started;
    this.latest = latest;
    this.phases = phases;
  }

  /** Returns where the file is and who named it. */
  public Origin origin() {
    return origin;
  }

  /** Returns the tokens that have a name; they are read at the start. */
  public List<NamedToken> tokens() {
    return started.admin().tokens();
  }

  /** Tells whether a change of this key in the file takes effect while the application runs. */
  public static boolean isAtOnce(String key) {
    return AT_ONCE.contains(key)
        || GROUPS_AT_ONCE.stream().anyMatch(key::startsWith)
        || (key.startsWith("phases.")
            && (key.endsWith(".enabled") || key.endsWith(".shadow") || key.endsWith(".rollout")));
  }

  /** Returns every setting, in the order of the documentation. */
  public List<EffectiveSetting> settings() {
    Map<String, Setting> before = new HashMap<>();
    started.settings().forEach(setting -> before.put(setting.key(), setting));
    Map<String, Changed> switched = switched(phases.get());
    switched.putAll(limits.get());
    List<EffectiveSetting> settings = new ArrayList<>();
    for (Setting now : latest.get().settings()) {
      settings.add(effective(now, before.getOrDefault(now.key(), now), switched.get(now.key())));
    }
    return settings;
  }

  /** Tells what a file, as it was read now, has otherwise than it is in force. */
  public ConfigOnDisk.Standing compare(ConfigResult file) {
    if (file.config().isEmpty()) {
      return ConfigOnDisk.Standing.refused(
          file.problems().stream().map(Problem::toString).toList());
    }
    List<Difference> differences =
        new Comparison(latest.get(), file.config().get()).differences(settings());
    return new ConfigOnDisk.Standing(
        differences.isEmpty() ? ConfigOnDisk.State.SAME : ConfigOnDisk.State.DIFFERS,
        differences,
        List.of());
  }

  private static EffectiveSetting effective(
      Setting now, Setting start, @Nullable Changed switched) {
    if (switched != null && !switched.value().equals(now.value())) {
      return new EffectiveSetting(
          now.key(), switched.value(), "runtime", line(now), switched.by(), null);
    }
    // What was changed and then written into the file holds already.
    boolean waits = switched == null && !isAtOnce(now.key()) && !now.value().equals(start.value());
    Setting inForce = waits ? start : now;
    return new EffectiveSetting(
        now.key(),
        inForce.value(),
        inForce.source().id(),
        line(inForce),
        null,
        waits ? now.value() : null);
  }

  private static @Nullable Integer line(Setting setting) {
    return setting.line() == 0 ? null : setting.line();
  }

  /** What the file itself switched is told as the file's. */
  private static Map<String, Changed> switched(List<PhaseState> states) {
    Map<String, Changed> switched = new HashMap<>();
    for (PhaseState state : states) {
      if (!state.changedBy().equals(CONFIG)) {
        String prefix = "phases." + state.phase().id() + ".";
        String by = state.changedBy();
        switched.put(prefix + "enabled", new Changed(String.valueOf(state.enabled()), by));
        switched.put(prefix + "shadow", new Changed(String.valueOf(state.shadow()), by));
        switched.put(prefix + "rollout", new Changed(String.valueOf(state.rolloutPercent()), by));
      }
    }
    return switched;
  }
}
