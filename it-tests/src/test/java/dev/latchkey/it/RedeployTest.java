package dev.latchkey.it;

import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.JettyApp;
import dev.latchkey.it.app.OrdersWar;
import dev.latchkey.it.app.TomcatApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.Postgres;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A web application with libraries of its own, deployed in a real Tomcat and a real Jetty over and
 * over: {@code -Dredeploy.times=50} is more often than a build does it.
 */
class RedeployTest {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final int TIMES = Integer.getInteger("redeploy.times", 2);

  @TempDir Path home;

  private final TestIdentityProvider identityProvider = new TestIdentityProvider();
  private final JWK key = rsa("first");
  private Postgres server;

  @BeforeEach
  void start() {
    identityProvider.publish(key);
    server = Postgres.start();
    SabotageTest.fill(server);
  }

  @AfterEach
  void stop() {
    server.close();
    identityProvider.close();
  }

  /** Jetty too where somebody asks for more than a build does. */
  static Stream<Class<?>> webServers() {
    return System.getProperty("redeploy.times") == null
        ? Stream.of(TomcatApp.class)
        : Stream.of(TomcatApp.class, JettyApp.class);
  }

  @ParameterizedTest
  @MethodSource("webServers")
  @DisplayName("A-7 POOL-40 every class loader can be collected, with all phases on")
  void nothingOfAnUndeployedApplicationIsHeld(Class<?> webServer) throws IOException {
    try (AppJvm app =
        AppJvm.on(Jdk.CURRENT, home)
            .config(SabotageTest.CONFIG)
            .start(
                webServer,
                OrdersWar.in(home).toString(),
                identityProvider.keySetUrl(),
                server.url() + "?user=" + Postgres.USER + "&password=" + Postgres.PASSWORD,
                token(key, "alice"))) {
      app.dashboard();
      for (int i = 0; i < TIMES; i++) {
        assertThat(app.ask("redeploy"))
            .isEqualTo("ok Account[name=alice, mail=alice@x, roles=[admin]]x@x");
      }
      for (String name : new String[] {"authenticate", "find", "jdbc-connect"}) {
        assertThat(app.target(name).path("outcomes").path("hit").asLong()).as(name).isPositive();
      }
      await().atMost(LIMIT).until(() -> app.ask("left").equals("0"));
      await().atMost(LIMIT).until(() -> server.sessions(Postgres.USER) == 0);
      app.assertNoAgentErrors();
    }
  }
}
