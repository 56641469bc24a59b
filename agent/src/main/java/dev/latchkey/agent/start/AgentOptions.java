package dev.latchkey.agent.start;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code key=value} pairs behind {@code -javaagent:latchkey.jar=}, separated by commas.
 * Immutable.
 *
 * @param configFile path of the configuration file, when one was named
 * @param namedBy what named it: {@code option}, {@code property}, {@code environment}, or {@code
 *     default} when nothing did
 * @param reportFile path of the file in which to answer the command line, when it loaded the agent
 * @param version of the jar that the command line meant: a JVM that had an agent before takes the
 *     entry class, and with it the jar, of that one
 * @param detach whether to take the agent out that is in this JVM
 */
record AgentOptions(
    Optional<String> configFile,
    String namedBy,
    Optional<String> reportFile,
    Optional<String> version,
    boolean detach) {

  /**
   * Reads the options; a configuration file may also be named by the system property {@code
   * latchkey.config} and by the environment variable {@code LATCHKEY_CONFIG}, in that order.
   *
   * @throws IllegalArgumentException with a sentence for the user when an option is not known
   */
  static AgentOptions parse(String text, Map<String, String> environment) {
    Optional<String> config = Optional.empty();
    Optional<String> report = Optional.empty();
    Optional<String> version = Optional.empty();
    boolean detach = false;
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair.trim() : pair.substring(0, equals + 1).trim();
      String value = pair.substring(equals + 1).trim();
      switch (key) {
        case "" -> {}
        case "config=" -> config = Optional.of(value);
        case "report=" -> report = Optional.of(value);
        case "version=" -> version = Optional.of(value);
        case "detach" -> detach = true;
        default ->
            throw new IllegalArgumentException(
                "unknown agent option '"
                    + key.replace("=", "")
                    + "'; the option to give is config=FILE, as in"
                    + " -javaagent:latchkey.jar=config=latchkey.yaml");
      }
    }
    Map<String, Optional<String>> places = new LinkedHashMap<>();
    places.put("option", config);
    places.put("property", Optional.ofNullable(System.getProperty("latchkey.config")));
    places.put("environment", Optional.ofNullable(environment.get("LATCHKEY_CONFIG")));
    String namedBy = "default";
    for (Map.Entry<String, Optional<String>> place : places.entrySet()) {
      if (place.getValue().isPresent()) {
        namedBy = place.getKey();
        break;
      }
    }
    Optional<String> named =
        places.getOrDefault(namedBy, Optional.empty()).filter(path -> !path.isEmpty());
    return new AgentOptions(
        named,
        named.isPresent() ? namedBy : "default",
        report.filter(path -> !path.isEmpty()),
        version,
        detach);
  }
}
