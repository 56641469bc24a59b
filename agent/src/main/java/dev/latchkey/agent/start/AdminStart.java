package dev.latchkey.agent.start;

import dev.latchkey.dashboard.access.AdminToken;
import dev.latchkey.dashboard.server.AdminServer;
import dev.latchkey.dashboard.server.AdminServices;
import dev.latchkey.dashboard.server.AdminSettings;
import dev.latchkey.dashboard.server.Bound;
import dev.latchkey.runtime.AgentInfo;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.TargetControl;
import dev.latchkey.runtime.config.AdminConfig;
import dev.latchkey.runtime.metrics.AgentErrors.Border;
import dev.latchkey.runtime.operation.AgentThread;
import dev.latchkey.runtime.time.Ticker;
import java.io.IOException;

/**
 * Starts the background work and the admin server on a thread of its own, once the application's
 * {@code main} was entered: before that, whatever they load could fix a choice that the application
 * makes there.
 */
final class AdminStart {
  private static final long PAUSE_MILLIS = 20;

  private final LatchkeyRuntime runtime;
  private final TargetControl targets;
  private final AgentInfo info;
  private final AgentLog log;
  private final Thread application = Thread.currentThread();

  AdminStart(LatchkeyRuntime runtime, TargetControl targets, AgentInfo info, AgentLog log) {
    this.runtime = runtime;
    this.targets = targets;
    this.info = info;
    this.log = log;
  }

  /**
   * Starts the thread.
   *
   * @param running whether the application's {@code main} was entered already
   */
  void begin(boolean running) {
    new AgentThread("start", () -> run(running)).start();
  }

  private void run(boolean running) {
    try {
      if (!running) {
        awaitMain();
      }
      runtime.start();
      if (runtime.config().admin().enabled()) {
        openDashboard(runtime.config().admin());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (Throwable failure) {
      runtime.metrics().errors().count(Border.START, "admin", failure);
      log.error("LK-2030", "the dashboard did not start, everything else works: " + failure);
    }
  }

  private void openDashboard(AdminConfig config) throws IOException {
    int wanted = config.port().orElseThrow();
    Bound bound =
        new AdminServer(
                new AdminSettings(config.host(), wanted, config.tokenFile(), config.loopback()),
                new AdminServices(
                    runtime.metrics(),
                    runtime.phases(),
                    runtime.events(),
                    runtime.caches(),
                    runtime.revocations(),
                    targets,
                    info,
                    () -> runtime.metrics().series().lastSeq() > 0,
                    Ticker.system()))
            .start();
    boolean unknown = bound.tokenState() == AdminToken.State.MEMORY;
    if (unknown) {
      log.warn(
          "LK-2032",
          "the admin token cannot be kept in "
              + bound.tokenFile()
              + ", so phases cannot be switched; name a writable admin.token-file");
    }
    if (wanted != 0 && wanted != bound.port()) {
      log.warn("LK-2033", "port " + wanted + " is in use; the dashboard took " + bound.port());
    }
    log.info(
        "LK-2031",
        "dashboard at " + bound.dashboard() + (unknown ? "" : ", token in " + bound.tokenFile()));
  }

  /**
   * While agents start, the bottom of the main thread's stack is the JDK's instrumentation or
   * launcher.
   */
  private void awaitMain() throws InterruptedException {
    while (application.isAlive() && !isInMain(application.getStackTrace())) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private static boolean isInMain(StackTraceElement[] stack) {
    if (stack.length == 0) {
      return false;
    }
    String bottom = stack[stack.length - 1].getClassName();
    return !bottom.startsWith("sun.instrument.") && !bottom.startsWith("sun.launcher.");
  }
}
