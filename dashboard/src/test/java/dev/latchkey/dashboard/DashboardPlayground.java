package dev.latchkey.dashboard;

import dev.latchkey.dashboard.server.AdminServer;
import dev.latchkey.dashboard.server.AdminSettings;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.guard.Plan;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseChange;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Serves the dashboard of a simulated application, to look at the pages without an agent.
 * Arguments: the port, the token's file, and what to show: {@code live} (default), {@code idle}
 * (targets without traffic) or {@code empty} (no target). Runs until it is stopped.
 */
public final class DashboardPlayground {
  private static final int HISTORY_SECONDS = 14 * 60;

  private DashboardPlayground() {}

  public static void main(String[] args) throws Exception {
    var scene = args.length > 2 ? args[2] : "live";
    var start = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(HISTORY_SECONDS);
    var app = new SimulatedApp(start);
    if (!scene.equals("empty")) {
      app.withTargets();
    }
    history(app, scene);
    var settings =
        new AdminSettings("127.0.0.1", Integer.parseInt(args[0]), new File(args[1]), true);
    var bound = new AdminServer(settings, app.services()).start();
    System.out.println("dashboard at " + bound.dashboard() + ", token in " + bound.tokenFile());
    Executors.newSingleThreadScheduledExecutor()
        .scheduleAtFixedRate(() -> live(app, scene), 0, 1, TimeUnit.SECONDS);
  }

  private static void live(SimulatedApp app, String scene) {
    try {
      app.ticker().advanceTo(Instant.now().minusSeconds(1));
      app.second(rate(app, scene));
    } catch (RuntimeException e) {
      e.printStackTrace();
    }
  }

  /** Each operation takes simulated time, so a second holds only as many as fit. */
  private static int rate(SimulatedApp app, String scene) {
    double wave = Math.sin(app.ticker().wallMillis() / 47_000.0);
    return scene.equals("live") ? (int) (55 + 9 * wave) : 0;
  }

  private static void history(SimulatedApp app, String scene) {
    for (int second = 0; second < HISTORY_SECONDS; second++) {
      if (scene.equals("live")) {
        script(app, second);
      }
      boolean stopped = second >= 190 && second < 214;
      if (stopped) {
        app.pause(Duration.ofSeconds(1));
      } else {
        app.second(rate(app, scene));
      }
    }
  }

  private static void script(SimulatedApp app, int second) {
    switch (second) {
      case 214 ->
          app.events().add("agent.paused", Severity.WARN, "auto", "The JVM stood still for 24 s.");
      case 300 -> change(app, Phase.JWKS, true, 10, "ticket 812");
      case 390 -> change(app, Phase.JWKS, true, 100, "ticket 812");
      case 530 -> change(app, Phase.JWT, true, 10, "");
      case 650 ->
          app.guard()
              .begin(Phase.JWT, new Plan(List.of(50, 100), 5), "api", "", OptionalLong.empty());
      default -> {}
    }
  }

  private static void change(
      SimulatedApp app, Phase phase, boolean on, int rollout, String reason) {
    app.phases()
        .change(
            phase,
            new PhaseChange(Optional.of(on), OptionalInt.of(rollout), "api", reason),
            OptionalLong.empty());
  }
}
