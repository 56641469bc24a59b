package dev.latchkey.dashboard.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.Http.Answer;
import dev.latchkey.dashboard.SimulatedApp;
import dev.latchkey.dashboard.TestServer;
import dev.latchkey.dashboard.access.Tokens;
import dev.latchkey.dashboard.http.Route;
import dev.latchkey.dashboard.http.Route.Access;
import java.io.File;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {
  private TestServer server;
  private JsonNode document;
  private List<Route> routes;

  @BeforeAll
  void start(@TempDir File directory) throws IOException {
    server = new TestServer(directory);
    server.app().second(20);
    server.app().second(0);
    server.app().second(20);
    document = server.http().get("/api/v1/openapi.json").json();
    var tokens = Tokens.open(new File(directory, "other"), List.of(), new SecureRandom());
    routes =
        new Assembly(
                new AdminSettings("127.0.0.1", 0, new File(directory, "other"), true),
                new SimulatedApp(Instant.EPOCH).services(),
                1,
                tokens,
                new SecureRandom())
            .router()
            .routes();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private JsonNode operation(String method, String path) {
    return document.path("paths").path(path).path(method.toLowerCase(Locale.ROOT));
  }

  @Test
  void describesEveryRouteAndNoOther() {
    var described = new HashSet<String>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    var there =
        routes.stream()
            .map(route -> route.method() + " " + route.path())
            .collect(Collectors.toSet());
    assertThat(described).isEqualTo(there);
  }

  @Test
  void describesEveryParameterAndWhatNeedsTheToken() {
    for (var route : routes) {
      var operation = operation(route.method(), route.path());
      Set<String> parameters = new HashSet<>();
      for (var parameter : operation.path("parameters")) {
        if (parameter.path("in").asText().equals("query")) {
          parameters.add(parameter.path("name").asText());
        }
      }
      var name = route.method() + " " + route.path();
      assertThat(parameters).as(name).isEqualTo(route.parameters());
      assertThat(operation.path("security").size() > 0)
          .as(name)
          .isEqualTo(
              route.access().changes()
                  || route.access() == Access.TOKEN
                  || route.access() == Access.ASK);
      assertThat(operation.path("operationId").asText()).as(name).isNotEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/healthz, /healthz",
    "/readyz, /readyz",
    "/api/v1/status, /api/v1/status",
    "/api/v1/summary, /api/v1/summary",
    "/api/v1/operations/slowest, /api/v1/operations/slowest",
    "/api/v1/phases, /api/v1/phases",
    "/api/v1/phases/{id}, /api/v1/phases/2",
    "/api/v1/targets, /api/v1/targets",
    "/api/v1/targets/{name}, /api/v1/targets/legacy-login",
    "/api/v1/targets/{name}, /api/v1/targets/none",
    "/api/v1/discovery, /api/v1/discovery",
    "/api/v1/report, /api/v1/report",
    "/api/v1/report, /api/v1/report?format=pdf",
    "/api/v1/caches, /api/v1/caches",
    "/api/v1/caches/{layer}, /api/v1/caches/jwt",
    "/api/v1/timeseries, /api/v1/timeseries?range=5m",
    "/api/v1/history, /api/v1/history?metric=auth.p95",
    "/api/v1/history, /api/v1/history?step=x",
    "/api/v1/history/metrics, /api/v1/history/metrics",
    "/api/v1/history/changes, /api/v1/history/changes",
    "/api/v1/alerts, /api/v1/alerts",
    "/api/v1/baselines, /api/v1/baselines",
    "/api/v1/baselines/{name}, /api/v1/baselines/none",
    "/api/v1/benchmarks, /api/v1/benchmarks",
    "/api/v1/benchmarks/{id}, /api/v1/benchmarks/none",
    "/api/v1/compare, /api/v1/compare",
    "/api/v1/compare, /api/v1/compare?from=none",
    "/api/v1/events, /api/v1/events?after=0",
    "/api/v1/database/pools, /api/v1/database/pools",
    "/api/v1/database/statements, /api/v1/database/statements",
    "/api/v1/database/advice, /api/v1/database/advice",
    "/api/v1/fleet, /api/v1/fleet",
    "/api/v1/config, /api/v1/config",
    "/api/v1/config/file, /api/v1/config/file",
    "/api/v1/config/schema, /api/v1/config/schema",
    "/api/v1/histograms/{id}, /api/v1/histograms/auth",
    "/api/v1/histograms/{id}, /api/v1/histograms/target.load-user",
    "/api/v1/histograms/{id}, /api/v1/histograms/auth?from=x",
    "/api/v1/histograms/{id}, /api/v1/histograms/none",
    "/api/v1/audit, /api/v1/audit",
    "/api/v1/gates, /api/v1/gates",
    "/api/v1/phases/{id}/gate, /api/v1/phases/jwt/gate",
    "/api/v1/phases/{id}/gate, /api/v1/phases/integrated/gate",
    "/api/v1/coherence, /api/v1/coherence",
    "/api/v1/safety, /api/v1/safety",
    "/api/v1/session, /api/v1/session"
  })
  void answersAsDescribed(String path, String asked) {
    assertDescribed("GET", path, server.http().get(asked));
  }

  @ParameterizedTest
  @CsvSource({
    "PATCH, /api/v1/phases/{id}, /api/v1/phases/jwks, '{\"enabled\":true,\"rollout\":10,\"reason\":\"try\"}'",
    "PATCH, /api/v1/phases/{id}, /api/v1/phases/session, '{\"enabled\":true}'",
    "PATCH, /api/v1/phases/{id}, /api/v1/phases/jwks, '{\"enabled\":1}'",
    "PATCH, /api/v1/phases/{id}, /api/v1/phases/none, '{}'",
    "POST, /api/v1/phases/{id}/rollout, /api/v1/phases/jwt/rollout, '{\"plan\":[10,50,100],\"holdBack\":2}'",
    "POST, /api/v1/phases/{id}/rollout, /api/v1/phases/jwt/rollout, '{\"plan\":[50,10]}'",
    "POST, /api/v1/phases/{id}/rollout, /api/v1/phases/pool/rollout, '{}'",
    "POST, /api/v1/phases/{id}/pause, /api/v1/phases/jwks/pause, '{}'",
    "POST, /api/v1/phases/{id}/resume, /api/v1/phases/jwks/resume, '{}'",
    "POST, /api/v1/phases/{id}/advance, /api/v1/phases/jwks/advance, '{}'",
    "POST, /api/v1/phases/{id}/rollback, /api/v1/phases/jwt/rollback, '{\"reason\":\"incident\"}'",
    "POST, /api/v1/rollback, /api/v1/rollback, '{}'",
    "POST, /api/v1/targets, /api/v1/targets, '{\"name\":\"new\",\"layer\":\"other\",\"class\":\"a.B\",\"method\":\"c\"}'",
    "POST, /api/v1/targets, /api/v1/targets, '{\"name\":\"legacy-login\",\"layer\":\"other\",\"class\":\"a.B\",\"method\":\"c\"}'",
    "POST, /api/v1/targets, /api/v1/targets, '{\"name\":\"bad\",\"layer\":\"other\",\"class\":\"com.acme.Broken\",\"method\":\"c\"}'",
    "POST, /api/v1/targets, /api/v1/targets, '{\"layer\":\"oter\"}'",
    "POST, /api/v1/targets:validate, /api/v1/targets:validate, '{\"name\":\"other\",\"layer\":\"other\",\"class\":\"a.B\",\"method\":\"c\"}'",
    "POST, /api/v1/targets:validate, /api/v1/targets:validate, '{\"name\":\"legacy-login\",\"layer\":\"other\",\"class\":\"a.B\",\"method\":\"c\"}'",
    "POST, /api/v1/targets:validate, /api/v1/targets:validate, '{}'",
    "DELETE, /api/v1/targets/{name}, /api/v1/targets/none, ''",
    "POST, /api/v1/discovery/start, /api/v1/discovery/start, '{\"seconds\":4}'",
    "POST, /api/v1/discovery/stop, /api/v1/discovery/stop, '{}'",
    "POST, /api/v1/config/reload, /api/v1/config/reload, '{\"reason\":\"ticket 812\"}'",
    "POST, /api/v1/config/reload, /api/v1/config/reload, '{\"force\":true}'",
    "POST, /api/v1/config/persist, /api/v1/config/persist?dry-run=true, '{\"keys\":[\"phases.jwks.ttl\"]}'",
    "PUT, /api/v1/config, /api/v1/config?dry-run=true, '{\"yaml\":\"presets: none\"}'",
    "PUT, /api/v1/config, /api/v1/config?dry-run=true, '{\"yaml\":\"preset: none\"}'",
    "POST, /api/v1/off, /api/v1/off, '{\"reason\":\"incident\"}'",
    "PATCH, /api/v1/caches/{layer}, /api/v1/caches/jwt, '{\"ttlSeconds\":150}'",
    "PATCH, /api/v1/caches/{layer}, /api/v1/caches/jwt, '{\"ttlSeconds\":1}'",
    "PATCH, /api/v1/caches/{layer}, /api/v1/caches/db, '{}'",
    "DELETE, /api/v1/caches, /api/v1/caches?subject=a, ''",
    "DELETE, /api/v1/caches, /api/v1/caches, ''",
    "DELETE, /api/v1/caches/{layer}, /api/v1/caches/jwt, ''",
    "DELETE, /api/v1/caches, /api/v1/caches?subject=a&dry-run=true, ''",
    "DELETE, /api/v1/caches/{layer}, /api/v1/caches/jwt?dry-run=true, ''",
    "DELETE, /api/v1/caches/{layer}, /api/v1/caches/jwt?dry-run=maybe, ''",
    "DELETE, /api/v1/caches/{layer}, /api/v1/caches/db, ''",
    "DELETE, /api/v1/caches/{layer}, /api/v1/caches/jwt?kid=, ''",
    "POST, /api/v1/revocations, /api/v1/revocations, '{\"sub\":\"alice\"}'",
    "POST, /api/v1/revocations, /api/v1/revocations, '{\"user\":\"alice\"}'",
    "PUT, /api/v1/database/advice/{id}/judgment, /api/v1/database/advice/sequential-scan-fdacacf5/judgment, '{\"useful\":true}'",
    "PUT, /api/v1/database/advice/{id}/judgment, /api/v1/database/advice/none/judgment, '{\"useful\":true}'",
    "PUT, /api/v1/database/advice/{id}/judgment, /api/v1/database/advice/none/judgment, '{}'",
    "POST, /api/v1/baselines, /api/v1/baselines, '{\"name\":\"before\"}'",
    "POST, /api/v1/baselines, /api/v1/baselines, '{\"name\":\"Live\"}'",
    "DELETE, /api/v1/baselines/{name}, /api/v1/baselines/none, ''",
    "POST, /api/v1/benchmarks, /api/v1/benchmarks, '{\"scenarios\":[\"cold-start\"]}'",
    "DELETE, /api/v1/benchmarks/{id}, /api/v1/benchmarks/none, ''",
    "POST, /api/v1/alerts/{id}/ack, /api/v1/alerts/slow-auth/ack, '{\"reason\":\"seen\"}'",
    "POST, /api/v1/alerts/{id}/ack, /api/v1/alerts/regression/ack, '{}'",
    "POST, /api/v1/alerts/{id}/ack, /api/v1/alerts/none/ack, '{}'",
    "POST, /api/v1/alerts/{id}/silence, /api/v1/alerts/regression/silence, '{\"minutes\":5}'",
    "POST, /api/v1/alerts/{id}/silence, /api/v1/alerts/regression/silence, '{\"minutes\":-5}'",
    "POST, /api/v1/alerts/{id}/unsilence, /api/v1/alerts/regression/unsilence, '{}'",
    "POST, /api/v1/annotations, /api/v1/annotations, '{\"text\":\"deploy 4.2\"}'",
    "POST, /api/v1/annotations, /api/v1/annotations, '{\"text\":\" \"}'",
    "POST, /api/v1/session, /api/v1/session, '{\"token\":\"wrong\"}'",
    "POST, /api/v1/session/codes, /api/v1/session/codes, '{}'",
    "POST, /api/v1/session, /api/v1/session, '{}'"
  })
  void changesAsDescribed(String method, String path, String asked, String body) {
    assertDescribed(method, path, server.admin().json(method, asked, body));
  }

  @Test
  void refusesAsDescribed() {
    assertDescribed("POST", "/api/v1/off", server.http().json("POST", "/api/v1/off", "{}"));
    var stale = server.admin().with("If-Match", "\"p-jwt-99\"");
    var answer = stale.json("PATCH", "/api/v1/phases/jwt", "{\"rollout\":10}");
    assertThat(answer.status()).isEqualTo(412);
    assertDescribed("PATCH", "/api/v1/phases/{id}", answer);
    stale = server.admin().with("If-Match", "\"config-1\"");
    answer = stale.json("PUT", "/api/v1/config", "{\"yaml\":\"\"}");
    assertThat(answer.status()).isEqualTo(412);
    assertDescribed("PUT", "/api/v1/config", answer);
    var foreign = server.http().with("Origin", "null").get("/api/v1/status");
    assertDescribed("GET", "/api/v1/status", foreign);
  }

  private void assertDescribed(String method, String path, Answer answer) {
    var type = answer.header("Content-Type");
    var schema =
        operation(method, path)
            .path("responses")
            .path(Integer.toString(answer.status()))
            .path("content")
            .path(type)
            .path("schema");
    assertThat(schema.isMissingNode())
        .as("%s %s answers %d %s as described", method, path, answer.status(), type)
        .isFalse();
    assertThat(SchemaCheck.faults(document, schema, answer.json())).isEmpty();
  }
}
