package dev.latchkey.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.example.idp.IdentityProvider;
import com.example.orders.OrdersApplication;
import com.example.postgres.OrdersDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Discovery in the service as its developers wrote it, under load, with an agent whose file says
 * nothing but where its own things are. {@code -Ddiscovered.seconds=120} looks for as long as a
 * user would.
 */
@Timeout(600)
@EnabledIfSystemProperty(named = "discovered.seconds", matches = "\\d+")
class DiscoveredOrdersTest {
  private static final int SECONDS = Integer.getInteger("discovered.seconds", 8);
  private static final int RATE = 8;
  private static final int USERS = 10;
  private static final Duration PART = Duration.ofSeconds(1);
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path home;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void findsTheFourSlowMethodsAndNamesTheFetchingOfKeysFirst() throws Exception {
    boolean required = Boolean.parseBoolean(System.getenv("LATCHKEY_REQUIRE_ALL_TESTS"));
    assumeTrue(required || Files.exists(DemoSettings.AGENT), "the agent was not built before");
    Path token = home.resolve("token");
    Path yaml = home.resolve("latchkey.yaml");
    Files.writeString(yaml, "admin: { port: 0, token-file: \"" + token + "\" }\n");
    try (var provider = IdentityProvider.start();
        var database = OrdersDatabase.start(Path.of("target", "test-postgres", "discovered"));
        var service =
            ServiceProcess.start(
                OrdersApplication.class,
                List.of(
                    "-Duser.home=" + home,
                    "-XX:TieredStopAtLevel=1",
                    // The tests' own settings hide where it listens.
                    "-Dlogging.level.org.springframework.boot=INFO",
                    "-javaagent:" + DemoSettings.AGENT + "=config=" + yaml),
                home.resolve("orders.log"),
                provider,
                database.url());
        var load =
            new OpenLoad(
                service.address(), OpenLoad.inTurn(requests(provider)), Clock.SYSTEM, USERS)) {
      load.run(RATE, PART);
      var agent = service.dashboard();
      ask(
          HttpRequest.newBuilder(agent.resolve("/api/v1/discovery/start"))
              .header("Authorization", "Bearer " + Files.readString(token).strip())
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString("{\"seconds\":" + SECONDS + "}")));
      var found = read(agent, "/api/v1/discovery");
      while (found.path("state").asString().equals("running")) {
        assertThat(load.run(RATE, PART).errors()).isZero();
        found = read(agent, "/api/v1/discovery");
      }

      assertThat(layers(found))
          .as(found.toString())
          .containsEntry("TokenValidator#fetchKeys", "jwks")
          .containsEntry("TokenValidator#validate", "jwt")
          .containsEntry("DirectDatabase#connect", "db")
          .containsEntry("UserRepository#findBySubject", "session");
      var report = read(agent, "/api/v1/report?format=json");
      assertThat(report.path("bottlenecks").path(0).path("name").asString())
          .as(report.path("bottlenecks").toString())
          .isEqualTo("JWKS fetching");
    }
  }

  /** Returns the layer of each method that is proposed, by the plain names of class and method. */
  private static Map<String, String> layers(JsonNode found) {
    var layers = new TreeMap<String, String>();
    for (var each : found.path("proposals")) {
      layers.put(
          (each.path("class").asString() + "#" + each.path("method").asString())
              .replaceAll("^.*\\.(?=\\w+#)|\\(.*", ""),
          each.path("layer").asString());
    }
    return layers;
  }

  private static List<byte[]> requests(IdentityProvider provider) throws Exception {
    var requests = new ArrayList<byte[]>();
    for (int i = 0; i < USERS; i++) {
      requests.add(
          KeptConnection.request(
              provider.issue(SubjectTokens.request(i).living(Duration.ofHours(1)))));
    }
    return requests;
  }

  private JsonNode read(URI agent, String path) throws Exception {
    return ask(HttpRequest.newBuilder(agent.resolve(path)));
  }

  private JsonNode ask(HttpRequest.Builder unsent) throws Exception {
    var answer = http.send(unsent.timeout(Duration.ofMinutes(1)).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }
}
