package dev.latchkey.it;

import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.SabotagedApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.Postgres;
import dev.latchkey.it.harness.Saboteur;
import dev.latchkey.it.harness.Saboteur.Kind;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every method of the agent is made to throw, once each, while an application with all phases on
 * authenticates and looks users up; it must not notice. What runs on the agent's own threads falls
 * due once a second and is broken for {@code -Dsabotage.seconds}.
 */
class SabotageTest {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final long NANOS =
      Duration.ofSeconds(Integer.getInteger("sabotage.seconds", 2)).toNanos();
  private static final int TOKENS = 100;

  /** What is answered for a good token, one of a forger, and a user's name. */
  static final String ANSWER =
      "alice, alice, bad signature, Account[name=alice, mail=alice@x, roles=[admin]]";

  static final String CONFIG =
      """
      admin: { port: 0 }
      phases:
        jwks: { enabled: true }
        jwt: { enabled: true }
        session: { enabled: true, trial: 3 }
        pool: { enabled: true }
        integrated: { enabled: true }
      targets:
        - name: authenticate
          layer: auth
          class: dev.latchkey.it.app.NaiveAuthenticator
          method: authenticate
          tier: full
          token: arg0
          assume-pure: true
        - { name: find, layer: session, class: dev.latchkey.it.app.Accounts, method: find }
      """;

  @TempDir Path home;

  private final TestIdentityProvider identityProvider = new TestIdentityProvider();
  private final JWK key = rsa("first");
  private List<String> good = List.of();
  private final HttpClient browser = HttpClient.newHttpClient();
  private Postgres server;
  private AppJvm app;

  @BeforeEach
  void start() throws IOException {
    identityProvider.publish(key);
    server = Postgres.start();
    fill(server);
    good = IntStream.range(0, TOKENS).mapToObj(unused -> token(key, "alice")).toList();
    Path tokens = Files.write(home.resolve("tokens"), good);
    app =
        AppJvm.on(Jdk.CURRENT, home)
            .options("-javaagent:" + Saboteur.jar(home))
            .config(CONFIG)
            .start(
                SabotagedApp.class,
                server.url() + "?user=" + Postgres.USER + "&password=" + Postgres.PASSWORD,
                identityProvider.keySetUrl(),
                tokens.toString(),
                token(rsa("first"), "mallory"));
    app.dashboard();
    await().atMost(LIMIT).until(this::isServing);
  }

  static void fill(Postgres server) {
    server.ask("create table accounts (name text, mail text, seen timestamp)");
    server.ask("create table account_roles (name text, role text)");
    server.ask("insert into accounts values ('alice', 'alice@x', null)");
    server.ask(
        "insert into accounts select 'user' || i, 'x@x', null from generate_series(0, 999) i");
    server.ask("insert into account_roles values ('alice', 'admin')");
    server.ask("grant all on all tables in schema public to " + Postgres.USER);
  }

  @AfterEach
  void stop() {
    app.close();
    server.close();
    identityProvider.close();
  }

  private boolean isServing() {
    app.ask("serve 30");
    return app.target("find").path("outcomes").path("hit").asLong() > 0
        && app.target("authenticate").path("outcomes").path("hit").asLong() > 0;
  }

  @Test
  @DisplayName("I-3 whatever of the agent fails, and however, no request fails and none hangs")
  void noRequestNotices() throws Exception {
    for (Kind kind : Kind.values()) {
      app.ask("arm " + kind + " requests");
      for (int points = -1, before = -2; points > before; ) {
        before = points;
        points = unnoticed("run 25");
      }
      assertThat(unnoticed("disarm")).as("points on requests").isPositive();
      app.ask("arm " + kind + " background");
      for (long end = System.nanoTime() + NANOS; System.nanoTime() < end; ) {
        unnoticed("run 2");
        look();
      }
      assertThat(unnoticed("disarm")).as("points in the background").isPositive();
    }
    assertThat(app.ask("serve 30")).isEqualTo(ANSWER);
    assertThat(String.join("\n", app.errors()))
        .doesNotContain(good)
        .doesNotContain(Postgres.PASSWORD);
    await().atMost(LIMIT).until(this::isWatching);
    assertThat(app.awaitExit()).isZero();
  }

  /** Returns how many points have failed, of which no answer may tell. */
  private int unnoticed(String command) {
    String told = app.ask(command);
    assertThat(told).as(command).endsWith(" []");
    return Integer.parseInt(told.substring(0, told.indexOf(' ')));
  }

  /** What the dashboard answers while it is broken is its own affair. */
  private void look() throws InterruptedException {
    for (String page : List.of("/metrics", "/api/v1/summary", "/api/v1/targets")) {
      HttpRequest request =
          HttpRequest.newBuilder(app.dashboard().resolve(page))
              .timeout(Duration.ofSeconds(1))
              .build();
      try {
        browser.send(request, HttpResponse.BodyHandlers.discarding());
      } catch (IOException broken) {
        // The next one may be answered.
      }
    }
  }

  /** What runs once a second still does. */
  private boolean isWatching() {
    app.ask("serve 30");
    return app.get("/api/v1/summary").path("ratePerSecond").asDouble() > 0;
  }
}
