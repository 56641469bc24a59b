package dev.latchkey.it;

import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static dev.latchkey.it.harness.TestIdentityProvider.tokenNaming;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.ClientAuthApp;
import dev.latchkey.it.app.NaiveAuthApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a key set's response says, and what becomes of key sets whose provider fails, in unmodified
 * applications. The shortest life of a key set is a minute: the other tests run meanwhile.
 */
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class KeySetTest {
  private static final String CONFIG =
      """
      admin: { port: 0 }
      phases: { jwks: { enabled: true } }
      targets:
        - name: authenticate
          layer: auth
          class: dev.latchkey.it.app.NaiveAuthenticator
          method: authenticate
        - name: authenticate-by-header
          layer: auth
          class: dev.latchkey.it.app.NaiveAuthenticator
          method: authenticateByHeader
        - name: authenticate-by-client
          layer: auth
          class: dev.latchkey.it.app.ClientAuthApp
          method: authenticate
        - name: client-fetch
          layer: jwks
          class: dev.latchkey.it.app.ClientAuthApp
          method: fetch(java.lang.String)
          key: [arg0]
        - name: client-fetch-async
          layer: jwks
          class: dev.latchkey.it.app.ClientAuthApp
          method: fetchAsync(java.lang.String)
          key: [arg0]
      """;

  @TempDir static Path homes;

  private static final Map<Jdk, Outage> OUTAGES = new LinkedHashMap<>();

  static List<Jdk> jdks() {
    return Jdk.forFeatures();
  }

  @BeforeAll
  static void beginOutages() throws IOException {
    for (Jdk jdk : jdks()) {
      OUTAGES.put(
          jdk, new Outage(jdk, Files.createDirectory(homes.resolve("jdk" + jdk.version()))));
    }
  }

  @AfterAll
  static void endOutages() {
    OUTAGES.values().forEach(Outage::close);
  }

  private static AppJvm start(Jdk jdk, Path home, Class<?> app, TestIdentityProvider provider) {
    return AppJvm.on(jdk, home).config(CONFIG).start(app, provider.keySetUrl());
  }

  @Nested
  @Order(1)
  @ParameterizedClass
  @MethodSource("dev.latchkey.it.KeySetTest#jdks")
  class Responses {
    @Parameter Jdk jdk;

    @TempDir Path home;

    private final TestIdentityProvider identityProvider = new TestIdentityProvider();
    private final JWK key = rsa("first");
    private final String good = token(key, "alice");

    @BeforeEach
    void publish() {
      identityProvider.publish(key);
    }

    @AfterEach
    void stop() {
      identityProvider.close();
    }

    private AppJvm start(Class<?> app) {
      return KeySetTest.start(jdk, home, app, identityProvider);
    }

    @Test
    @DisplayName("K-13 a key set that came from another host after a redirect is not kept")
    void redirect() {
      identityProvider.redirectElsewhere();
      try (AppJvm app = start(NaiveAuthApp.class)) {
        for (int i = 0; i < 3; i++) {
          assertThat(app.ask("auth " + good)).isEqualTo("ok alice");
        }
        assertThat(identityProvider.fetches()).isEqualTo(3);
        app.assertNoAgentErrors();
      }
    }

    @Test
    @DisplayName("K-13 what an attacker's token leads to is not kept and answers for nobody else")
    void attackersKeySet() {
      try (TestIdentityProvider attacker = new TestIdentityProvider();
          AppJvm app = start(NaiveAuthApp.class)) {
        JWK forged = rsa("first");
        attacker.publish(forged);
        assertThat(app.ask("by-header " + good)).isEqualTo("ok alice");
        String named = tokenNaming(attacker.keySetUrl(), forged, "mallory");
        for (int i = 1; i <= 5; i++) {
          assertThat(app.ask("by-header " + named)).as("its own answer").isEqualTo("ok mallory");
          assertThat(attacker.fetches()).as("fetched anew for each request").isEqualTo(i);
        }
        assertThat(app.get("/api/v1/caches").toString())
            .contains("\"layer\":\"jwks\",\"entries\":1,");
        assertThat(app.ask("by-header " + token(forged, "mallory"))).startsWith("refused");
        assertThat(app.ask("by-header " + good)).isEqualTo("ok alice");
        attacker.publish();
        assertThat(app.ask("by-header " + named)).as("nothing was kept").startsWith("refused");
        app.assertNoAgentErrors();
      }
    }

    @Test
    @DisplayName("K-13 a token that names the address that is known is served like any other")
    void knownAddressInAToken() {
      try (AppJvm app = start(NaiveAuthApp.class)) {
        assertThat(app.ask("by-header " + good)).isEqualTo("ok alice");
        String named = tokenNaming(identityProvider.keySetUrl(), key, "bob");
        assertThat(app.ask("by-header " + named)).isEqualTo("ok bob");
        assertThat(identityProvider.fetches()).isEqualTo(1);
        app.assertNoAgentErrors();
      }
    }

    @Test
    @DisplayName("K-13 neither is one that the JDK's other client was sent on for; else it is kept")
    void redirectOfTheClient() {
      try (AppJvm app = start(ClientAuthApp.class)) {
        assertThat(fetchesForTwo(app, "send")).isEqualTo(1);
        assertThat(fetchesForTwo(app, "async")).isEqualTo(1);
        app.dropCache("jwks");
        identityProvider.redirectElsewhere();
        assertThat(fetchesForTwo(app, "send")).isEqualTo(2);
        assertThat(fetchesForTwo(app, "async")).isEqualTo(2);
        app.assertNoAgentErrors();
      }
    }

    private int fetchesForTwo(AppJvm app, String way) {
      int before = identityProvider.fetches();
      assertThat(app.ask(way + " " + good)).isEqualTo("ok");
      assertThat(app.ask(way + " " + good)).isEqualTo("ok");
      return identityProvider.fetches() - before;
    }
  }

  @Nested
  @Order(2)
  @ParameterizedClass
  @MethodSource("dev.latchkey.it.KeySetTest#jdks")
  class Outages {
    @Parameter Jdk jdk;

    @Test
    @DisplayName(
        "K-6 K-11 an outage past a key set's life is bridged, by background fetches, and ends")
    void outage() {
      Outage outage = OUTAGES.get(jdk);
      Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> outage.stale() > 0);
      assertThat(outage.provider.fetches()).as("in the background").isGreaterThan(2);
      Awaitility.await().until(() -> outage.events().contains("jwks.outage"));

      outage.provider.answerWith(200);
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> outage.events().contains("jwks.outage.over"));
      assertThat(outage.otherVerdicts).as("requests that the outage failed").isEmpty();
      outage.app.assertNoAgentErrors();
    }
  }

  /** An application under traffic, whose provider fails from its first key set on. */
  private static final class Outage implements AutoCloseable {
    private final TestIdentityProvider provider = new TestIdentityProvider();
    private final AppJvm app;
    private final Set<String> otherVerdicts = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService traffic = Executors.newSingleThreadScheduledExecutor();
    private final Future<?> requests;

    Outage(Jdk jdk, Path home) {
      JWK key = rsa("first");
      String good = token(key, "alice");
      provider.publish(key);
      provider.sendHeaders(Map.of("Cache-Control", "max-age=60"));
      app = start(jdk, home, NaiveAuthApp.class, provider);
      assertThat(app.ask("auth " + good)).isEqualTo("ok alice");
      provider.answerWith(503);
      requests =
          traffic.scheduleWithFixedDelay(() -> authenticate(good), 0, 200, TimeUnit.MILLISECONDS);
    }

    private void authenticate(String good) {
      String verdict = app.ask("auth " + good);
      if (!verdict.equals("ok alice")) {
        otherVerdicts.add(verdict);
      }
    }

    long stale() {
      return app.target("nimbus-fetch").get("outcomes").path("stale").asLong();
    }

    String events() {
      return app.get("/api/v1/events").toString();
    }

    @Override
    public void close() {
      requests.cancel(true);
      traffic.shutdownNow();
      app.close();
      provider.close();
    }
  }
}
