package dev.latchkey.agent.start;

import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.ConfigResult;
import java.io.File;
import java.util.Map;
import java.util.Optional;

/**
 * Where the configuration comes from. Immutable.
 *
 * @param file absent when none was named; then everything is the default
 * @param environment what {@code ${NAME}} stands for
 */
record ConfigSource(Optional<File> file, Map<String, String> environment) {

  /** Reads what is there now. */
  ConfigResult read() {
    return file.map(named -> ConfigReader.readFile(named, environment))
        .orElseGet(() -> ConfigReader.read("", "defaults", environment));
  }
}
