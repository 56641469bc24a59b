package dev.latchkey.demo;

import com.example.idp.IdentityProvider;
import com.example.postgres.OrdersDatabase;
import dev.latchkey.demo.RolloutSettings.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Starts the service with the agent and all it needs, puts it under load, measures it with no phase
 * on and with one phase more at a time, and prints the figures; or shows a guarded rollout instead.
 * Runs in the directory of its module.
 */
public final class Demo {
  private static final String LAST_PHASE = "integrated";
  private static final Duration ROUND = Duration.ofSeconds(10);

  private final DemoSettings settings;
  private final RolloutSettings rollouts;
  private final Progress progress;
  private final Teardown teardown;

  private Demo(
      DemoSettings settings, RolloutSettings rollouts, Progress progress, Teardown teardown) {
    this.settings = settings;
    this.rollouts = rollouts;
    this.progress = progress;
    this.teardown = teardown;
  }

  /**
   * Runs the demonstration as the properties {@code demo.*} say; ends with 1 and a reason if it
   * fails.
   */
  public static void main(String[] args) {
    // Before anything logs; the service, in its own JVM, logs as it likes.
    System.setProperty("logback.configurationFile", "dev/latchkey/demo/logback.xml");
    endWithParent();
    var teardown = new Teardown();
    Runtime.getRuntime().addShutdownHook(new Thread(teardown::close, "demo-teardown"));
    System.exit(run(teardown));
  }

  /** Maven, when killed, does not stop what it started. */
  static void endWithParent() {
    var parent = ProcessHandle.current().parent();
    if (parent.isEmpty()) {
      return;
    }
    var watch =
        new Thread(
            () -> {
              parent.get().onExit().join();
              System.exit(1);
            },
            "demo-parent-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static int run(Teardown teardown) {
    try {
      var settings = DemoSettings.of(System.getProperties());
      var rollouts = RolloutSettings.of(System.getProperties());
      new Demo(settings, rollouts, new Progress(System.out), teardown).run();
      return 0;
    } catch (DemoException e) {
      System.err.println("The demo cannot go on. " + e.getMessage());
    } catch (Exception e) {
      System.err.println("The demo cannot go on.");
      e.printStackTrace();
    }
    return 1;
  }

  private void run() throws Exception {
    requireFile(DemoSettings.AGENT_CONFIGURATION, "run the demo with ./mvnw -Pdemo");
    requireFile(DemoSettings.AGENT, "build it with ./mvnw -Pdemo, in the top directory");
    teardown.add(DemoLock.take(DemoSettings.OUTPUT.resolve("demo.lock")));
    forget(DemoSettings.HISTORY);
    progress.say("Starting");
    var guard = teardown.add(OrphanGuard.start());
    var database = startDatabase(guard);
    var provider = teardown.add(progress.during("Identity provider", IdentityProvider::start));
    var service = teardown.add(ServiceProcess.start(provider, way(database.url())));
    guard.watch(service.handle());
    var address = progress.during("Orders service with the agent", service::address);
    var dashboard = service.dashboard();
    showAddresses(address, dashboard);

    var client = new OrdersClient(address);
    var tokens = new SubjectTokens(provider, InstantSource.system(), subjects());
    var load = new LoadGenerator(number -> client.succeeds(tokens.tokenFor(number)), Clock.SYSTEM);
    var agent = new AdminClient(dashboard, DemoSettings.TOKEN);
    var check = new TokenCheck(provider, client);
    if (rollouts.kind() == Kind.NONE) {
      var changes = new UserChanges(database, client, agent, tokens::tokenFor);
      measure(database, agent, load, check, changes);
    } else {
      rollOut(agent, load, check);
    }
    if (!settings.exit()) {
      progress.say("");
      progress.say("The load goes on; look at " + dashboard + "/ and press Ctrl-C to stop.");
      keepUp(service, load);
    }
  }

  /** A plan that outlived the last run would go on in this one, or keep a phase cooling down. */
  private static void forget(Path history) throws IOException {
    if (Files.isDirectory(history)) {
      try (var files = Files.list(history)) {
        for (var file : files.filter(Files::isRegularFile).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** The way that the service takes to its database. */
  private String way(String url) throws IOException {
    return rollouts.kind() == Kind.REGRESSION
        ? teardown.add(TiringProxy.before(url)).through(url)
        : url;
  }

  private OrdersDatabase startDatabase(OrphanGuard guard) throws Exception {
    var directory = DemoSettings.OUTPUT.resolve("postgres");
    var database =
        teardown.add(progress.during("PostgreSQL", () -> Triggers.startDatabase(directory)));
    guard.watch(database.process());
    return database;
  }

  private void showAddresses(URI service, URI dashboard) {
    progress.say("");
    progress.say("Dashboard        " + dashboard + "/");
    progress.say("Orders service   " + service + "/orders");
    progress.say("Its log          " + DemoSettings.OUTPUT.resolve("orders.log").toAbsolutePath());
    progress.say("");
  }

  private void measure(
      OrdersDatabase database,
      AdminClient agent,
      LoadGenerator load,
      TokenCheck check,
      UserChanges changes)
      throws Exception {
    progress.say(settings.ratePerSecond() + " requests/s from " + subjects() + " users");
    checkTokens(check);
    var sessions = teardown.add(SessionCounter.open(database));
    var steps = new Measurement(settings, agent, load, sessions, progress).run();
    var seen = changeUsers(agent, changes);
    checkTokens(check);
    var settled = settings.ratePerSecond() * settings.settle().toSeconds() >= subjects();
    publish(steps, SessionGoals.of(steps, seen, settled));
    if (!settings.toggled().isZero()) {
      toggle(new Toggling(settings, agent, load, sessions));
    }
  }

  private int subjects() {
    return rollouts.kind() == Kind.NONE ? SubjectTokens.FEW : SubjectTokens.SUBJECTS;
  }

  /** With phases 1 to 4 on: the last one would keep whole answers, of which users are a part. */
  private UserChanges.Outcome changeUsers(AdminClient agent, UserChanges changes) throws Exception {
    agent.turn(LAST_PHASE, false);
    var seen =
        progress.during("Changing users through the service and behind its back", changes::run);
    agent.turn(LAST_PHASE, true);
    return seen;
  }

  private void rollOut(AdminClient agent, LoadGenerator load, TokenCheck check) throws Exception {
    progress.say(rollouts.ratePerSecond() + " requests/s from " + subjects() + " users");
    checkTokens(check);
    new Rollouts(rollouts, settings.warmUp(), agent, load, progress).run();
    checkTokens(check);
  }

  private void toggle(Toggling toggling) throws Exception {
    var outcome =
        progress.during(
            "Switching phase pool on and off for " + settings.toggled().toSeconds() + " s",
            toggling::run);
    progress.say(outcome.toString());
    outcome.check();
  }

  private void checkTokens(TokenCheck check) throws Exception {
    progress.during(
        "Checking that bad tokens are refused",
        () -> {
          check.run();
          return true;
        });
  }

  private void publish(List<Step> steps, SessionGoals goals) throws IOException {
    var file = DemoSettings.OUTPUT.resolve("result.json");
    ResultFile.write(file, steps, goals);
    progress.say("");
    progress.say(ResultTable.of(steps));
    progress.say(goals.lines());
    progress.say("");
    progress.say("Also in " + file.toAbsolutePath());
    var errors = steps.stream().mapToInt(Step::errors).sum();
    if (errors > 0) {
      throw new DemoException(errors + " requests failed, so the figures mean little");
    }
    goals.check();
  }

  /** Returns never: the user's Ctrl-C ends the process, and the end of the service is an error. */
  private void keepUp(ServiceProcess service, LoadGenerator load) throws InterruptedException {
    while (service.handle().isAlive()) {
      load.run(settings.ratePerSecond(), ROUND, second -> {});
    }
    throw new DemoException("The service ended");
  }

  static void requireFile(Path file, String remedy) {
    if (!Files.isRegularFile(file)) {
      throw new DemoException(file.toAbsolutePath().normalize() + " is missing; " + remedy);
    }
  }
}
