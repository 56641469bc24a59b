package dev.latchkey.dashboard;

import dev.latchkey.runtime.config.ConfigEdits;
import dev.latchkey.runtime.config.ConfigOnDisk;
import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.ConfigRefusedException;
import dev.latchkey.runtime.config.ConfigResult;
import dev.latchkey.runtime.config.EffectiveConfig;
import dev.latchkey.runtime.config.LatchkeyConfig;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A configuration file that tests write. Thread-safe. */
public final class SimulatedFile implements ConfigOnDisk {
  private static final String NAME = "/etc/latchkey.yaml";

  private final EffectiveConfig effective;
  private final ConfigEdits edits;
  private volatile String text;
  private volatile LatchkeyConfig latest;

  SimulatedFile(
      String text, PhaseSwitches phases, Supplier<Map<String, EffectiveConfig.Changed>> limits) {
    this.text = text;
    latest = read().config().orElseThrow();
    effective =
        new EffectiveConfig(
            new EffectiveConfig.Origin(NAME, "option"),
            latest,
            () -> latest,
            phases::states,
            limits);
    edits = new ConfigEdits(NAME, Map.of(), effective);
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

  @Override
  public Optional<String> version() {
    return Optional.of(edits.version(bytes()));
  }

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public Written write(Change change, Terms terms) throws ConfigRefusedException {
    terms.check(edits.version(bytes()));
    var edit = change.edit(edits, bytes());
    boolean changes = !terms.dryRun() && !edit.text().equals(text);
    if (changes) {
      text = edit.text();
      latest = edit.config();
    }
    return new Written(
        NAME, changes, edit, effective.compare(edit.result()), edits.version(bytes()));
  }

  private byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
