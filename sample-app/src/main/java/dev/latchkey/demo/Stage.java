package dev.latchkey.demo;

import com.example.idp.IdentityProvider;
import com.nimbusds.jose.JOSEException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The orders service with the agent, all phases off, with its provider and its database around it
 * and a load that asks for its orders. Closed by the teardown that it was started with.
 */
record Stage(IdentityProvider provider, ServiceProcess service, AdminClient agent, OpenLoad load) {
  private static final int CONNECTIONS = 32;

  /** What runs on it. */
  interface Play {
    /** Returns whether what was measured is as it should be. */
    boolean run(Progress progress, Teardown teardown, Properties properties) throws Exception;
  }

  /**
   * Runs it and ends the JVM, with 1 where something is not as it should be.
   *
   * @param failure what is said when it cannot be run
   */
  static void perform(String failure, Play play) {
    System.setProperty("logback.configurationFile", "dev/latchkey/demo/logback.xml");
    Demo.endWithParent();
    var teardown = new Teardown();
    Runtime.getRuntime().addShutdownHook(new Thread(teardown::close, "teardown"));
    try {
      var good = play.run(new Progress(System.out), teardown, System.getProperties());
      System.exit(good ? 0 : 1);
    } catch (DemoException e) {
      System.err.println(failure + " " + e.getMessage());
    } catch (Exception e) {
      System.err.println(failure);
      e.printStackTrace();
    }
    System.exit(1);
  }

  /**
   * Starts all of it.
   *
   * @param output a folder for the database
   * @param users how many different users ask, each with one token that outlives the run
   */
  static Stage start(Progress progress, Teardown teardown, Path output, int users)
      throws Exception {
    Demo.requireFile(DemoSettings.AGENT, "run this with ./mvnw -Pcomparators");
    teardown.add(DemoLock.take(DemoSettings.OUTPUT.resolve("demo.lock")));
    Files.createDirectories(output);
    var guard = teardown.add(OrphanGuard.start());
    var database =
        teardown.add(
            progress.during(
                "PostgreSQL", () -> Triggers.startDatabase(output.resolve("postgres"))));
    guard.watch(database.process());
    var provider = teardown.add(progress.during("Identity provider", IdentityProvider::start));
    var service = teardown.add(ServiceProcess.start(provider, database.url()));
    guard.watch(service.handle());
    URI address = progress.during("Orders service with the agent", service::address);
    var agent = new AdminClient(service.dashboard(), DemoSettings.TOKEN);
    for (var phase : agent.availablePhases()) {
      agent.turn(phase.id(), false);
    }
    var requests = OpenLoad.inTurn(requests(provider, users));
    var load = teardown.add(new OpenLoad(address, requests, Clock.SYSTEM, CONNECTIONS));
    return new Stage(provider, service, agent, load);
  }

  private static List<byte[]> requests(IdentityProvider provider, int users) throws JOSEException {
    var all = new ArrayList<byte[]>();
    for (int i = 0; i < users; i++) {
      var request = SubjectTokens.request(i).living(Duration.ofHours(2));
      all.add(KeptConnection.request(provider.issue(request)));
    }
    return all;
  }
}
