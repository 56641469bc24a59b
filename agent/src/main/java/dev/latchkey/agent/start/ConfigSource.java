package dev.latchkey.agent.start;

import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.ConfigResult;
import dev.latchkey.runtime.config.EffectiveConfig.Origin;
import java.io.File;
import java.util.Map;
import java.util.Optional;

/**
 * Where the configuration comes from. Immutable.
 *
 * @param file absent when none was named; then everything is the default
 * @param namedBy what named the file, as {@link AgentOptions#namedBy} has it
 * @param environment what {@code ${NAME}} stands for
 */
record ConfigSource(Optional<File> file, String namedBy, Map<String, String> environment) {

  /** Tells people where it comes from. */
  Origin origin() {
    return file.map(named -> new Origin(named.getPath(), namedBy)).orElse(Origin.NONE);
  }

  /** Reads what is there now. */
  ConfigResult read() {
    return file.map(named -> ConfigReader.readFile(named, environment))
        .orElseGet(() -> ConfigReader.read("", "defaults", environment));
  }
}
