package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.it.app.ServersApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What responses tell of their own authentication, with real servers of every kind. */
@ParameterizedClass
@MethodSource("jdks")
class ServerTimingTest {
  private static final String CONFIG =
      """
      admin: { port: 0 }
      presets: none
      targets:
        - { name: gate, layer: auth, class: dev.latchkey.it.app.Gatekeeper, method: authenticate }
        - { name: check, layer: jwt, class: dev.latchkey.it.app.Gatekeeper, method: verify }
        - { name: later, layer: auth, class: dev.latchkey.it.app.ServersApp, method: authenticateLater }
      export: { server-timing: { clients: [CLIENTS] } }
      """;
  private static final String FIGURES =
      "auth;dur=[0-9.]+, jwks;dur=0\\.000, jwt;dur=[0-9.]+, session;dur=0\\.000, db;dur=0\\.000,"
          + " crypto;dur=0\\.000";
  private static final int SERVERS = 5;

  @Parameter Jdk jdk;

  @TempDir Path home;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private AppJvm app;

  static List<Jdk> jdks() {
    return Jdk.forFeatures();
  }

  @BeforeEach
  void start() {
    app = AppJvm.on(jdk, home).config(CONFIG.replace("CLIENTS", "")).start(ServersApp.class);
    for (int i = 0; i < SERVERS; i++) {
      String[] line = app.nextLine().split(" ");
      ports.put(line[0], Integer.parseInt(line[1]));
    }
  }

  @AfterEach
  void stop() {
    app.close();
  }

  @Test
  void tellsAllowedClientsOnly() throws Exception {
    ports.keySet().forEach(server -> assertThat(timing(server, "/")).as(server).isEmpty());

    allow("127.0.0.1");
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> ports.keySet().stream().noneMatch(server -> timing(server, "/").isEmpty()));
    for (String server : ports.keySet()) {
      List<String> told = timing(server, "/");
      assertThat(told).as(server).singleElement().asString().matches(FIGURES);
      assertThat(duration(told.get(0), "auth")).as(server).isBetween(2.0, 30_000.0);
      assertThat(duration(told.get(0), "jwt")).as(server).isGreaterThanOrEqualTo(2.0);
      assertThat(timing(server, "/twice")).as(server).singleElement().asString().matches(FIGURES);
      assertThat(duration(timing(server, "/twice").get(0), "auth")).as(server).isGreaterThan(4.0);
      assertThat(timing(server, "/own")).as(server).hasSize(2).contains("app;dur=1");
      assertThat(timing(server, "/sent")).as(server).isEmpty();
      assertThat(timing(server, "/none")).as(server).isEmpty();
    }
    assertThat(timing("jetty", "/filtered/none"))
        .as("of the filter, where the servlet has none")
        .singleElement()
        .asString()
        .matches(FIGURES);
    List<String> later = timing("webflux", "/later");
    assertThat(later).singleElement().asString().matches(FIGURES);
    assertThat(duration(later.get(0), "auth")).isBetween(20.0, 30_000.0);

    allow("127.0.0.2, 10.0.0.0/8, \"::1\"");
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> ports.keySet().stream().allMatch(server -> timing(server, "/").isEmpty()));
    app.assertNoAgentErrors();
  }

  private void allow(String clients) throws IOException {
    Files.writeString(home.resolve("latchkey.yaml"), CONFIG.replace("CLIENTS", clients));
  }

  private static double duration(String header, String name) {
    for (String part : header.split(", ")) {
      if (part.startsWith(name + ";dur=")) {
        return Double.parseDouble(part.substring(part.indexOf('=') + 1));
      }
    }
    throw new AssertionError(header);
  }

  private List<String> timing(String server, String path) {
    try {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(server) + path))
                  .timeout(Duration.ofSeconds(90))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).as(server + path).isEqualTo(200);
      assertThat(response.body()).as(server + path).isEqualTo("ok");
      return response.headers().allValues("Server-Timing");
    } catch (IOException e) {
      throw new AssertionError(server + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
