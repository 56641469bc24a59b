package dev.latchkey.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.example.idp.IdentityProvider;
import com.example.orders.OrdersApplication;
import dev.latchkey.demo.SessionGoals.Goal;
import dev.latchkey.demo.SessionGoals.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration's own service, database, triggers and configuration, under a short load. */
@Timeout(300)
class UserChangesTest {
  private static final List<String> PHASES = List.of("jwks", "jwt", "session", "pool");
  private static final int RATE = 10;
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration STEP = Duration.ofSeconds(4);

  @TempDir private Path home;

  @Test
  @DisplayName(
      "SES-5 SES-12 SES-14 with phases 1 to 4 users come from memory, and a change is seen at once,"
          + " or within a second when another process makes it")
  void keepsUsersUntilSomebodyChangesThem() throws Exception {
    boolean required = Boolean.parseBoolean(System.getenv("LATCHKEY_REQUIRE_ALL_TESTS"));
    assumeTrue(required || Files.exists(DemoSettings.AGENT), "the agent was not built before");
    Path token = home.resolve("token");
    Path yaml = home.resolve("latchkey.yaml");
    Files.writeString(
        yaml,
        Files.readString(DemoSettings.AGENT_CONFIGURATION)
            .replace("port: 7171", "port: 0")
            .replace(DemoSettings.TOKEN.toString(), token.toString())
            .replace(DemoSettings.HISTORY.toString(), home.resolve("history").toString()));
    try (var provider = IdentityProvider.start();
        var database = Triggers.startDatabase(Path.of("target", "test-postgres", "changes"));
        var service =
            ServiceProcess.start(
                OrdersApplication.class,
                List.of(
                    "-XX:TieredStopAtLevel=1",
                    // The tests' own settings hide where it listens.
                    "-Dlogging.level.org.springframework.boot=INFO",
                    "-javaagent:" + DemoSettings.AGENT + "=config=" + yaml),
                home.resolve("orders.log"),
                provider,
                database.url())) {
      provider.delay(Duration.ZERO);
      var client = new OrdersClient(service.address());
      var tokens = new SubjectTokens(provider, InstantSource.system(), SubjectTokens.FEW);
      var agent = new AdminClient(service.dashboard(), token);
      var load =
          new LoadGenerator(number -> client.succeeds(tokens.tokenFor(number)), Clock.SYSTEM);

      var none = measure(agent, load, List.of());
      for (var phase : PHASES) {
        agent.turn(phase, true);
      }
      await()
          .atMost(LIMIT)
          .pollInSameThread()
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                load.run(RATE, Duration.ofSeconds(2), second -> {});
                return agent.servesUsers();
              });
      load.run(RATE, STEP, second -> {});
      var steps = List.of(none, measure(agent, load, PHASES));
      var changes = new UserChanges(database, client, agent, tokens::tokenFor).run();

      assertThat(steps).allSatisfy(step -> assertThat(step.errors()).isZero());
      assertThat(SessionGoals.of(steps, changes, true).goals())
          .extracting(Goal::verdict)
          .as(() -> SessionGoals.of(steps, changes, true).lines())
          .containsOnly(Verdict.MET);
    }
  }

  private static Step measure(AdminClient agent, LoadGenerator load, List<String> phases)
      throws Exception {
    var before = agent.userQueries();
    var result = load.run(RATE, STEP, second -> {});
    var figures = agent.figures(Math.toIntExact(STEP.toSeconds())).orElseThrow();
    return Step.of(phases, result, figures, 0, agent.userQueries() - before);
  }
}
