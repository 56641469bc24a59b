package dev.latchkey.it;

import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.FetchingApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rollout that does harm, in a real JVM: the user named a target that must not be kept. */
class GuardTest {
  private static final String CONFIG =
      """
      admin: { port: 0 }
      targets:
        - { name: authenticate, layer: auth, class: dev.latchkey.it.app.FetchingApp, method: authenticate }
        - name: fetch
          layer: jwks
          class: dev.latchkey.it.app.FetchingApp
          method: fetch(java.lang.String)
          key: [arg0]
      """;

  private static final String FIRING =
      "{\"id\":\"rolled-back\",\"rule\":\"a phase was rolled back by itself, or is slower than its"
          + " baseline\",\"severity\":\"warning\",\"state\":\"firing\"";

  @TempDir Path home;

  private final JWK key = rsa("first");
  private final List<String> tokens =
      IntStream.range(0, 80).mapToObj(user -> token(key, "user" + user)).toList();

  private static HttpResponse<String> post(AppJvm app, String path, String body) {
    return app.send(
        HttpRequest.newBuilder(app.dashboard().resolve("/api/v1/phases/jwks" + path))
            .header("Authorization", "Bearer " + app.token())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private static JsonNode guard(AppJvm app) {
    return app.get("/api/v1/phases/jwks").get("guard");
  }

  @Test
  @DisplayName(
      "C-7 errors on the treated side roll the phase back, and a restart does not forget it")
  void rollsBackWhatFails() {
    try (TestIdentityProvider identityProvider = new TestIdentityProvider()) {
      identityProvider.publish(key);
      try (AppJvm app =
          AppJvm.on(Jdk.CURRENT, home)
              .config(CONFIG)
              .start(FetchingApp.class, identityProvider.keySetUrl())) {
        assertThat(post(app, "/rollout", "{\"plan\":[50,100]}").statusCode()).isEqualTo(200);
        untilRolledBack(app);

        assertThat(guard(app).at("/decisions/1/test").asText()).isEqualTo("errors");
        assertThat(app.get("/api/v1/events").toString()).contains("rollout.rolled-back");
        assertThat(app.get("/api/v1/caches").toString())
            .contains("\"layer\":\"jwks\",\"entries\":0,");
        tokens.forEach(each -> assertThat(app.ask(each)).startsWith("ok user"));
        Awaitility.await()
            .atMost(Duration.ofSeconds(90))
            .until(() -> app.get("/api/v1/alerts").toString().contains(FIRING));
        Instant fired = Instant.now();
        // What was measured is on the disk ten seconds later; closing an application kills it.
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> writtenAt().isAfter(fired));
        app.assertNoAgentErrors();
      }
      Instant killed = Instant.now();
      try (AppJvm app =
          AppJvm.on(Jdk.CURRENT, home)
              .config(CONFIG)
              .start(FetchingApp.class, identityProvider.keySetUrl())) {
        assertThat(app.ask(tokens.get(0))).isEqualTo("ok user0");
        assertThat(guard(app).get("status").asText()).isEqualTo("rolled-back");
        assertThat(post(app, "/rollout", "{}").body()).contains("cools down");
        assertThat(app.get("/api/v1/alerts").toString()).contains(FIRING);
        JsonNode history = app.get("/api/v1/history?metric=auth.rate&step=10s&from=-30m");
        assertThat(history.at("/times/0").asLong()).isLessThan(killed.getEpochSecond());
        assertThat(history.at("/columns/0").toString()).containsPattern("[1-9]");
        assertThat(app.errors()).noneMatch(line -> line.contains("LK-2050"));
      }
    }
  }

  private Instant writtenAt() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve(".latchkey/history"))) {
      List<Path> stores = files.filter(file -> file.toString().endsWith(".mv")).toList();
      assertThat(stores).hasSize(1);
      return Files.getLastModifiedTime(stores.get(0)).toInstant();
    }
  }

  private void untilRolledBack(AppJvm app) {
    Instant limit = Instant.now().plus(Duration.ofMinutes(1));
    while (!guard(app).get("status").asText().equals("rolled-back")) {
      assertThat(Instant.now()).as(guard(app).toString()).isBefore(limit);
      tokens.forEach(app::ask);
    }
  }
}
