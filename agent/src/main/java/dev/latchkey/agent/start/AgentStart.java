package dev.latchkey.agent.start;

import dev.latchkey.agent.preset.PresetCatalogue;
import dev.latchkey.runtime.AgentInfo;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.ConfigResult;
import dev.latchkey.runtime.config.LatchkeyConfig;
import dev.latchkey.runtime.time.Ticker;
import java.io.File;
import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts the agent, step by step: read the configuration, define the gate, build the features,
 * weave, and open the dashboard on a thread of its own. A step that fails is told in one line, and
 * the application runs on.
 *
 * <p>In this class and in all it calls before {@code main} nothing may touch {@code
 * java.util.logging}, JMX or {@code java.nio.file}: each would fix a choice that the application
 * makes later.
 */
public final class AgentStart {
  private final Instrumentation instrumentation;
  private final AgentLog log;
  private final Map<String, String> environment;
  private final boolean running;

  private AgentStart(
      Instrumentation instrumentation,
      AgentLog log,
      Map<String, String> environment,
      boolean running) {
    this.instrumentation = instrumentation;
    this.log = log;
    this.environment = environment;
    this.running = running;
  }

  /**
   * Starts the agent; called by the entry class through reflection.
   *
   * @param running whether the application runs already
   */
  public static void start(String options, Instrumentation instrumentation, boolean running) {
    AgentLog log = new AgentLog(System.err);
    try {
      new AgentStart(instrumentation, log, System.getenv(), running).run(options);
    } catch (Throwable failure) {
      log.error(
          "LK-2001",
          "the agent did not start and the application runs without it: " + reason(failure));
    }
  }

  /** A failure in a static initializer says what it is in its cause. */
  private static String reason(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure.toString() : failure + ", because of " + reason(cause);
  }

  private void run(String options) throws Exception {
    if (GateDefinition.isHeld()) {
      log.warn("LK-2002", "an agent runs in this JVM already; this one stays out");
      return;
    }
    AgentOptions parsed;
    try {
      parsed = AgentOptions.parse(options, environment);
    } catch (IllegalArgumentException wrong) {
      log.error("LK-2003", wrong.getMessage() + "; the application runs without the agent");
      return;
    }
    ConfigResult result =
        parsed
            .configFile()
            .map(file -> ConfigReader.readFile(new File(file), environment))
            .orElseGet(() -> ConfigReader.read("", "defaults", environment));
    if (result.config().isEmpty()) {
      result.problems().forEach(problem -> log.error(problem.toString()));
      log.error("LK-2004", "the configuration was refused; the application runs without the agent");
      return;
    }
    start(result.config().get());
  }

  private void start(LatchkeyConfig config) throws Exception {
    GateDefinition.define(instrumentation);
    LatchkeyRuntime runtime = new LatchkeyRuntime(config, Ticker.system());
    AgentInfo info = JvmInfo.read(Ticker.system().now());
    List<String> unknown = PresetCatalogue.unknown(config.presets().names());
    if (!unknown.isEmpty()) {
      log.warn(
          "LK-2006",
          "no preset is named "
              + String.join(", ", unknown)
              + "; there are "
              + String.join(", ", PresetCatalogue.NAMES));
    }
    List<String> strangers = Selection.of(config).strangers();
    if (!strangers.isEmpty()) {
      log.warn(
          "LK-2008",
          "no preset has a target that keeps whole results and is named "
              + String.join(", ", strangers)
              + "; a target of your own needs layer, class and method");
    }
    if (!config.notYetAvailable().isEmpty()) {
      log.warn(
          "LK-2005",
          "this version does nothing yet with " + String.join(", ", config.notYetAvailable()));
    }
    Optional<LiveTargets> targets = new WeavingStart(instrumentation, runtime, log).weave();
    if (targets.isPresent()) {
      new AdminStart(runtime, targets.get(), info, log).begin(running);
    }
  }
}
