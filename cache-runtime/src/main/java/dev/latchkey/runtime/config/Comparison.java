package dev.latchkey.runtime.config;

import dev.latchkey.runtime.config.Difference.Effect;
import dev.latchkey.runtime.rollout.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares a file, as it was read now, with what is in force. Confined to one comparison. */
final class Comparison {
  private static final Set<String> SWITCHES = Set.of("enabled", "shadow", "rollout");

  private static final String FILE = Setting.Source.FILE.id();

  /** What is said of an item that is too long to be shown. */
  private static final String BEFORE = "as it was read";

  private static final String CHANGED = "changed";

  private final LatchkeyConfig latest;
  private final LatchkeyConfig file;
  private final Map<String, Setting> last;
  private final Map<String, Setting> now;
  private final Set<String> moved = new HashSet<>();

  /**
   * Begins.
   *
   * @param latest what the file said when it was read last
   * @param file what it says now
   */
  Comparison(LatchkeyConfig latest, LatchkeyConfig file) {
    this.latest = latest;
    this.file = file;
    last = byKey(latest.settings());
    now = byKey(file.settings());
    // A phase of which the file changes one switch gets all of them from the file.
    now.forEach(
        (key, setting) -> {
          String phase = phaseOf(key);
          if (!phase.isEmpty() && !setting.saysAs(last.get(key))) {
            moved.add(phase);
          }
        });
  }

  /** Returns every difference: settings first, then the items of the lists. */
  List<Difference> differences(List<EffectiveSetting> inForce) {
    List<Difference> found = new ArrayList<>();
    Set<String> unseen = new LinkedHashSet<>(now.keySet());
    for (EffectiveSetting each : inForce) {
      unseen.remove(each.key());
      Setting said = now.get(each.key());
      if (said == null || !said.value().equals(each.value())) {
        found.add(of(each, said));
      }
    }
    for (String key : unseen) {
      Setting said = now.get(key);
      if (said != null) {
        found.add(item(key, null, said.value(), said.line(), effect(key)));
      }
    }
    compare("targets.", targets(latest), targets(file), found);
    compare("alerts.", alerts(latest), alerts(file), found);
    return found;
  }

  private Difference of(EffectiveSetting setting, @Nullable Setting said) {
    return new Difference(
        setting.key(),
        setting.value(),
        setting.source(),
        setting.by(),
        said == null ? null : said.value(),
        said == null || said.line() == 0 ? null : said.line(),
        effect(setting.key()));
  }

  private static Difference item(
      String key, @Nullable String inForce, @Nullable String inFile, int line, Effect effect) {
    return new Difference(key, inForce, FILE, null, inFile, line == 0 ? null : line, effect);
  }

  private Effect effect(String key) {
    if (!EffectiveConfig.isAtOnce(key)) {
      return Effect.RESTART;
    }
    Setting said = now.get(key);
    boolean old = said != null && said.saysAs(last.get(key));
    return old && !moved.contains(phaseOf(key)) ? Effect.SWITCHED : Effect.RELOAD;
  }

  private static void compare(
      String prefix, Map<String, Object> last, Map<String, Object> now, List<Difference> found) {
    Set<String> names = new LinkedHashSet<>(last.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      Object was = last.get(name);
      Object is = now.get(name);
      if (was == null) {
        found.add(item(prefix + name, null, "new", 0, Effect.RELOAD));
      } else if (is == null) {
        found.add(item(prefix + name, BEFORE, null, 0, Effect.RELOAD));
      } else if (!was.equals(is)) {
        found.add(item(prefix + name, BEFORE, CHANGED, 0, Effect.RELOAD));
      }
    }
  }

  private static Map<String, Object> targets(LatchkeyConfig config) {
    Map<String, Object> items = new TreeMap<>();
    config.targets().forEach(target -> items.put(target.name(), target));
    config.overrides().forEach(override -> items.put(override.name(), override));
    return items;
  }

  private static Map<String, Object> alerts(LatchkeyConfig config) {
    Map<String, Object> items = new TreeMap<>();
    config.alerts().forEach(alert -> items.put(alert.name(), alert));
    return items;
  }

  /** Returns the phase that a key switches; empty for other keys. */
  private static String phaseOf(String key) {
    for (Phase phase : Phase.values()) {
      String prefix = "phases." + phase.id() + ".";
      if (key.startsWith(prefix) && SWITCHES.contains(key.substring(prefix.length()))) {
        return phase.id();
      }
    }
    return "";
  }

  private static Map<String, Setting> byKey(List<Setting> settings) {
    Map<String, Setting> map = new HashMap<>();
    settings.forEach(setting -> map.put(setting.key(), setting));
    return map;
  }
}
