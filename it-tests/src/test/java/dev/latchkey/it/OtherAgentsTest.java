package dev.latchkey.it;

import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.SabotagedApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.OtherAgent;
import dev.latchkey.it.harness.Postgres;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Applications that have another agent already. With {@code -Dother.agents=all} each of them, in
 * both orders, on every JDK.
 */
class OtherAgentsTest {
  private static final Duration LIMIT = Duration.ofSeconds(180);
  private static final int CALLS = 30;

  private static TestIdentityProvider identityProvider;
  private static Postgres server;

  @TempDir Path home;

  /** Which agent, and whether it comes first. */
  record Pair(OtherAgent other, boolean first, Jdk jdk) {
    @Override
    public String toString() {
      return other + (first ? " before" : " after") + " Latchkey on " + jdk;
    }
  }

  static List<Pair> pairs() {
    if (!"all".equals(System.getProperty("other.agents"))) {
      return List.of(new Pair(OtherAgent.OPENTELEMETRY, true, Jdk.CURRENT));
    }
    List<Pair> pairs = new ArrayList<>();
    for (OtherAgent other : OtherAgent.values()) {
      for (Jdk jdk : Jdk.all()) {
        pairs.add(new Pair(other, true, jdk));
        pairs.add(new Pair(other, false, jdk));
      }
    }
    return pairs;
  }

  @BeforeAll
  static void begin() {
    identityProvider = new TestIdentityProvider();
    server = Postgres.start();
    SabotageTest.fill(server);
  }

  @AfterAll
  static void end() {
    server.close();
    identityProvider.close();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void bothWork(Pair pair) throws IOException {
    JWK key = rsa("first");
    Path tokens = Files.writeString(home.resolve("tokens"), token(key, "alice"));
    identityProvider.publish(key);
    AppJvm.Builder builder =
        AppJvm.on(pair.jdk(), home).config(SabotageTest.CONFIG).options(pair.other().options(home));
    if (pair.first()) {
      builder.options("-javaagent:" + pair.other().jar());
    } else {
      builder.followedBy(pair.other().jar());
    }
    try (AppJvm app =
        builder.start(
            SabotagedApp.class,
            server.url() + "?user=" + Postgres.USER + "&password=" + Postgres.PASSWORD,
            identityProvider.keySetUrl(),
            tokens.toString(),
            token(rsa("first"), "mallory"))) {
      app.dashboard();
      await().atMost(LIMIT).until(() -> isServing(app));
      long before = app.target("find").path("calls").asLong();
      assertThat(app.ask("serve " + CALLS)).isEqualTo(SabotageTest.ANSWER);
      assertThat(app.target("find").path("calls").asLong() - before)
          .as("each call is counted once")
          .isEqualTo(2 * CALLS);
      app.assertNoAgentErrors();
      assertThat(app.errors())
          .noneMatch(line -> line.contains("VerifyError") || line.contains("LinkageError"))
          .noneMatch(line -> line.matches("\\[latchkey\\] (WARN|ERROR).*"));
      assertThat(app.awaitExit()).isZero();
      assertThat(pair.other().evidence(app)).as("what the other agent saw").isNotEmpty();
    }
  }

  private static boolean isServing(AppJvm app) {
    app.ask("serve " + CALLS);
    return List.of("find", "authenticate", "jdbc-connect").stream()
        .allMatch(name -> app.target(name).path("outcomes").path("hit").asLong() > 0);
  }
}
