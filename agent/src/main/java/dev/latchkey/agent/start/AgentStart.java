package dev.latchkey.agent.start;

import dev.latchkey.agent.presence.ReportFile;
import dev.latchkey.agent.preset.PresetCatalogue;
import dev.latchkey.agent.start.WeavingStart.AtWork;
import dev.latchkey.runtime.AgentInfo;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.config.ConfigResult;
import dev.latchkey.runtime.config.EffectiveConfig;
import dev.latchkey.runtime.config.LatchkeyConfig;
import dev.latchkey.runtime.time.Ticker;
import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

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
  private static final String NOT_STARTED =
      "the agent did not start and the application runs without it: ";

  private static final String OTHER_VERSION =
      "version %s of the agent is or was in this JVM, and version %s cannot take its place; restart"
          + " the application to change the version";

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
   * Starts the agent, or takes the running one out.
   *
   * @param running whether the application runs already
   * @return whether this agent stays in the JVM
   */
  static boolean start(String options, Instrumentation instrumentation, boolean running) {
    AgentLog log = new AgentLog(System.err);
    try {
      return OwnRights.use(
          () -> new AgentStart(instrumentation, log, System.getenv(), running).run(options));
    } catch (Throwable failure) {
      log.error("LK-2001", NOT_STARTED + reason(failure));
      return false;
    }
  }

  /** A failure in a static initializer says what it is in its cause. */
  private static String reason(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure.toString() : failure + ", because of " + reason(cause);
  }

  private boolean run(String options) throws IOException {
    AgentOptions parsed;
    try {
      parsed = AgentOptions.parse(options, environment);
    } catch (IllegalArgumentException wrong) {
      log.error("LK-2003", wrong.getMessage() + "; the application runs without the agent");
      return false;
    }
    boolean done = parsed.reportFile().isPresent() ? report(parsed) : act(parsed);
    return done && !parsed.detach();
  }

  private boolean report(AgentOptions options) throws IOException {
    try (ReportFile report = ReportFile.create(options.reportFile().orElseThrow())) {
      Runnable end = log.copyTo(report::line);
      boolean done = act(options);
      end.run();
      report.line(done ? ReportFile.DONE : ReportFile.REFUSED);
      return done;
    }
  }

  private boolean act(AgentOptions options) {
    try {
      return options.detach() ? detach() : start(options);
    } catch (Throwable failure) {
      log.error("LK-2001", NOT_STARTED + reason(failure));
      return false;
    }
  }

  /** The running agent is of another class loader; the gate knows it as a {@link Consumer}. */
  @SuppressWarnings("unchecked")
  private boolean detach() throws ReflectiveOperationException {
    Object owner = GateDefinition.owner(instrumentation).orElse(null);
    if (!(owner instanceof Consumer<?> detachment)) {
      log.warn("LK-2042", "no agent runs in this JVM; there is nothing to detach");
      return false;
    }
    ((Consumer<Consumer<String>>) detachment).accept(log::relay);
    return true;
  }

  private boolean start(AgentOptions options) throws Exception {
    String own = Version.text();
    String meant = options.version().orElse(own);
    String there = meant.equals(own) ? GateDefinition.version().orElse(own) : own;
    if (!there.equals(meant)) {
      log.warn("LK-2045", OTHER_VERSION.formatted(there, meant));
      return false;
    }
    if (GateDefinition.isHeld()) {
      log.warn("LK-2002", "an agent runs in this JVM already; this one stays out");
      return false;
    }
    if (!running && ArchiveDump.isRunning(instrumentation)) {
      log.info(
          "LK-2007",
          "this run makes a class-data archive or an AOT cache; the agent stays out of it");
      return false;
    }
    ConfigSource source =
        new ConfigSource(options.configFile().map(File::new), options.namedBy(), environment);
    ConfigResult result = source.read();
    if (result.config().isEmpty()) {
      result.problems().forEach(problem -> log.error(problem.toString()));
      log.error("LK-2004", "the configuration was refused; the application runs without the agent");
      return false;
    }
    return start(result.config().get(), source);
  }

  private boolean start(LatchkeyConfig config, ConfigSource source) throws Exception {
    GateDefinition.define(instrumentation);
    LatchkeyRuntime runtime = new LatchkeyRuntime(config, Ticker.system());
    runtime
        .metrics()
        .errors()
        .onFirstBackgroundFailure(
            first ->
                log.warn(
                    "LK-2022",
                    "task=%s failed, and goes on: %s at %s"
                        .formatted(first.site(), first.firstFailure(), first.place())));
    runtime.fleet().ifPresent(fleet -> fleet.onTrouble(why -> log.warn("LK-2016", why)));
    runtime.onHistoryTrouble(why -> log.warn("LK-2050", why));
    runtime.alerts().onNews(news -> log.warn("LK-2051", news));
    List<String> missing = JdkModules.missing();
    if (!missing.isEmpty()) {
      String names = String.join(",", missing);
      log.warn(
          "LK-2017",
          "this JVM runs without modules that parts of the agent need; start it with --add-modules "
              + names
              + ", or link them into its image");
    }
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
    Selection.of(config)
        .refusals()
        .forEach(
            refusal ->
                log.warn("LK-2009", "tier full is refused and the target timed: " + refusal));
    if (!config.notYetAvailable().isEmpty()) {
      log.warn(
          "LK-2005",
          "this version does nothing yet with " + String.join(", ", config.notYetAvailable()));
    }
    Detachment detachment = new Detachment(log);
    try {
      EffectiveConfig effective =
          new EffectiveConfig(
              source.origin(),
              config,
              runtime::config,
              runtime.phases()::states,
              runtime.cacheLimits()::changed);
      WeavingStart weaving = new WeavingStart(instrumentation, runtime, source, effective, log);
      return start(runtime, info, effective, weaving, detachment);
    } catch (Throwable failure) {
      detachment.undo();
      throw failure;
    }
  }

  private boolean start(
      LatchkeyRuntime runtime,
      AgentInfo info,
      EffectiveConfig effective,
      WeavingStart weaving,
      Detachment detachment)
      throws InterruptedException {
    detachment.then("phases", () -> runtime.switchOff("The agent is detached."));
    Optional<AtWork> woven = weaving.weave(detachment);
    if (woven.isEmpty()) {
      return false;
    }
    AtWork atWork = woven.get();
    if (running) {
      atWork.targets().lookForMonitored();
    }
    AdminStart admin = new AdminStart(runtime, atWork, info, effective, log);
    detachment.then("admin server", admin::close);
    detachment.then("background work", runtime::close);
    detachment.then("threads", OwnThreads::end);
    detachment.then("traces in the JDK", JdkCaches::release);
    admin.begin(running);
    return true;
  }
}
