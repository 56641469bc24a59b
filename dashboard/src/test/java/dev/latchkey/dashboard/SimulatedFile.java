package dev.latchkey.dashboard;

import dev.latchkey.runtime.config.ConfigOnDisk;
import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.ConfigResult;
import dev.latchkey.runtime.config.EffectiveConfig;
import dev.latchkey.runtime.config.LatchkeyConfig;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import java.util.Map;

/** A configuration file that tests write. Thread-safe. */
public final class SimulatedFile implements ConfigOnDisk {
  private static final String NAME = "/etc/latchkey.yaml";

  private final EffectiveConfig effective;
  private volatile String text;
  private volatile LatchkeyConfig latest;

  SimulatedFile(String text, PhaseSwitches phases) {
    this.text = text;
    latest = read().config().orElseThrow();
    effective =
        new EffectiveConfig(
            new EffectiveConfig.Origin(NAME, "option"), latest, () -> latest, phases::states);
  }

  private ConfigResult read() {
    return ConfigReader.read(text, NAME, Map.of());
  }

  EffectiveConfig effective() {
    return effective;
  }

  public String text() {
    return text;
  }

  public void write(String replacement) {
    text = replacement;
  }

  @Override
  public Standing compare() {
    return effective.compare(read());
  }

  @Override
  public Standing reload(String actor) {
    latest = read().config().orElse(latest);
    return compare();
  }
}
