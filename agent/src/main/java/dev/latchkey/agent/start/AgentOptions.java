package dev.latchkey.agent.start;

import java.util.Map;
import java.util.Optional;

/**
 * The {@code key=value} pairs behind {@code -javaagent:latchkey.jar=}, separated by commas.
 * Immutable.
 *
 * @param configFile path of the configuration file, when one was named
 */
record AgentOptions(Optional<String> configFile) {

  /**
   * Reads the options; a configuration file may also be named by the system property {@code
   * latchkey.config} and by the environment variable {@code LATCHKEY_CONFIG}, in that order.
   *
   * @throws IllegalArgumentException with a sentence for the user when an option is not known
   */
  static AgentOptions parse(String text, Map<String, String> environment) {
    Optional<String> config = Optional.empty();
    for (String pair : text.split(",", -1)) {
      if (pair.isBlank()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair.trim() : pair.substring(0, equals).trim();
      if (!key.equals("config") || equals < 0) {
        throw new IllegalArgumentException(
            "unknown agent option '"
                + key
                + "'; the only option is config=FILE, as in -javaagent:latchkey.jar=config=latchkey.yaml");
      }
      config = Optional.of(pair.substring(equals + 1).trim());
    }
    return new AgentOptions(
        config
            .or(() -> Optional.ofNullable(System.getProperty("latchkey.config")))
            .or(() -> Optional.ofNullable(environment.get("LATCHKEY_CONFIG")))
            .filter(path -> !path.isEmpty()));
  }
}
