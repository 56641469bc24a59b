package dev.latchkey.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;

/**
 * How the demonstration is to run. Immutable.
 *
 * @param exit whether it ends after the table instead of staying up
 * @param ratePerSecond how many requests are sent each second
 * @param warmUp how long load runs before the first step, unmeasured
 * @param settle how long load runs after each switch, unmeasured
 * @param measured how long each step is measured
 * @param toggled how long phase {@code pool} is switched on and off after the table; zero for not
 *     at all
 */
record DemoSettings(
    boolean exit,
    int ratePerSecond,
    Duration warmUp,
    Duration settle,
    Duration measured,
    Duration toggled) {

  /** Where the agent is after a build, seen from the directory of this module. */
  static final Path AGENT = Path.of("..", "agent", "target", "latchkey.jar");

  /** The agent's configuration, as a user of the service would write it. */
  static final Path AGENT_CONFIGURATION = Path.of("demo", "latchkey.yaml");

  /** Logs, token, database and result. */
  static final Path OUTPUT = Path.of("target", "demo");

  /** The admin token; {@link #AGENT_CONFIGURATION} names the same file. */
  static final Path TOKEN = OUTPUT.resolve("token");

  /** Where the agent keeps plans; {@link #AGENT_CONFIGURATION} names the same folder. */
  static final Path HISTORY = OUTPUT.resolve("history");

  private static final int MAX_RATE = 10_000;
  private static final int MAX_SECONDS = 3_600;

  /**
   * Reads {@code demo.*}.
   *
   * @throws DemoException when a value is not a number or out of range
   */
  static DemoSettings of(Properties properties) {
    return new DemoSettings(
        Boolean.parseBoolean(properties.getProperty("demo.exit", "false")),
        number(properties, "demo.rate", 10, 1, MAX_RATE),
        Duration.ofSeconds(number(properties, "demo.warmup", 15, 0, MAX_SECONDS)),
        Duration.ofSeconds(number(properties, "demo.settle", 10, 0, MAX_SECONDS)),
        Duration.ofSeconds(number(properties, "demo.seconds", 20, 1, MAX_SECONDS)),
        Duration.ofSeconds(number(properties, "demo.toggle", 0, 0, MAX_SECONDS)));
  }

  static int number(Properties properties, String name, int fallback, int min, int max) {
    var text = properties.getProperty(name);
    if (text == null) {
      return fallback;
    }
    try {
      var value = Integer.parseInt(text);
      if (min <= value && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, together with the range.
    }
    throw new DemoException(
        "-D" + name + " is " + text + ", allowed is a whole number from " + min + " to " + max);
  }
}
