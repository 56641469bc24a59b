package dev.latchkey.it;

import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.app.HttpAuthApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.OtherAgent;
import dev.latchkey.it.harness.Prometheus;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes an application that OpenTelemetry traces, by the page's own words. */
class PrometheusTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Path DOCS = Path.of("../docs").toAbsolutePath().normalize();
  private static final String EXAMPLE_ADDRESS = "127.0.0.1:7171";
  private static final Pattern EXAMPLE =
      Pattern.compile("```yaml\n(scrape_configs:.*?)```", Pattern.DOTALL);
  private static final String REQUESTS = "latchkey_auth_requests_total{outcome=\"%s\"}";
  private static final String DURATION = "latchkey_auth_duration_seconds_bucket{stage=\"total\"}";

  @TempDir Path home;

  @Test
  void scrapesJudgesAndLinksToTraces() throws Exception {
    JWK key = rsa("first");
    try (TestIdentityProvider identityProvider = new TestIdentityProvider();
        AppJvm app =
            AppJvm.on(Jdk.CURRENT, home)
                .options(OtherAgent.OPENTELEMETRY.options(home))
                .options("-javaagent:" + OtherAgent.OPENTELEMETRY.jar())
                .config(
                    """
                    admin: { port: 0 }
                    targets:
                      - name: authenticate
                        layer: auth
                        class: dev.latchkey.it.app.NaiveAuthenticator
                        method: authenticate
                    """)
                .start(HttpAuthApp.class, identityProvider.keySetUrl())) {
      identityProvider.publish(key);
      URI service = URI.create("http://127.0.0.1:" + app.nextLine());
      URI dashboard = app.dashboard();
      try (Prometheus prometheus = Prometheus.start(home, config(dashboard))) {
        assertThat(ask(app, service, token(key, "alice"))).isEqualTo(200);
        assertThat(ask(app, service, token(rsa("first"), "alice"))).isEqualTo(401);

        await()
            .atMost(LIMIT)
            .until(
                () ->
                    prometheus.value("up") == 1
                        && prometheus.value(REQUESTS.formatted("success")) == 1
                        && prometheus.value(REQUESTS.formatted("error")) == 1);
        String scraped = app.send(HttpRequest.newBuilder(dashboard.resolve("/metrics"))).body();
        assertThat(Prometheus.objections(home, scraped)).isEmpty();
        await().atMost(LIMIT).until(() -> allRulesWereJudged(prometheus));
        await().atMost(LIMIT).until(() -> !prometheus.exemplars(DURATION).isEmpty());
        for (JsonNode exemplar : prometheus.exemplars(DURATION).at("/0/exemplars")) {
          assertThat(exemplar.path("labels").properties()).hasSize(1);
          String trace = exemplar.at("/labels/trace_id").asText();
          assertThat(app.errors())
              .as("the spans that OpenTelemetry tells of")
              .anyMatch(line -> line.contains(" : " + trace + " ") && line.contains("SERVER"));
        }
      }
      app.assertNoAgentErrors();
    }
  }

  /** The page's example, at the port that this application has, with its rules in a hurry. */
  private String config(URI dashboard) throws IOException {
    Matcher example = EXAMPLE.matcher(Files.readString(DOCS.resolve("monitoring.md")));
    assertThat(example.find()).isTrue();
    assertThat(example.group(1)).contains(EXAMPLE_ADDRESS);
    String rules = Files.readString(DOCS.resolve("prometheus/rules.yml"));
    return "global: { scrape_interval: 1s, evaluation_interval: 1s }\nrule_files: ["
        + Files.writeString(
            home.resolve("rules.yml"), rules.replace("interval: 30s", "interval: 1s"))
        + "]\n"
        + example.group(1).replace(EXAMPLE_ADDRESS, dashboard.getAuthority());
  }

  private static int ask(AppJvm app, URI service, String token) {
    return app.send(HttpRequest.newBuilder(service).header("Authorization", "Bearer " + token))
        .statusCode();
  }

  private static boolean allRulesWereJudged(Prometheus prometheus) {
    int judged = 0;
    for (JsonNode group : prometheus.get("/api/v1/rules").at("/data/groups")) {
      for (JsonNode rule : group.path("rules")) {
        assertThat(rule.path("lastError").asText()).as(rule.path("name").asText()).isEmpty();
        if (!rule.path("health").asText().equals("ok")) {
          return false;
        }
        judged++;
      }
    }
    return judged > 0;
  }
}
