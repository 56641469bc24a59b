package dev.latchkey.dashboard.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.dashboard.TestServer;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchmarksTest {
  private static final String PATH = "/api/v1/benchmarks";
  private static final String TOKEN = "eyJ.a-token-that-nobody-may-see.x";

  private TestServer server;

  @BeforeEach
  void start(@TempDir File directory) throws IOException {
    server = new TestServer(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String order(String more) {
    return "{\"target\":\"http://127.0.0.1:1/orders\",\"tokens\":\"" + TOKEN + "\"" + more + "}";
  }

  @Test
  void areBegunWatchedAndEnded() {
    var begun = server.admin().json("POST", PATH, order(",\"scenarios\":[\"errors\",\"warm\"]"));
    assertThat(begun.status()).isEqualTo(202);
    assertThat(begun.header("Location")).isEqualTo(PATH + "/run-1");
    assertThat(begun.json().path("scenarios").toString()).isEqualTo("[\"warm\",\"errors\"]");

    var other = server.admin().json("POST", PATH, order(""));
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.body()).contains("another run is under way");

    assertThat(server.http().get(PATH).json().path("benchmarks").path(0).path("state").asText())
        .isEqualTo("running");
    var ending = server.admin().json("DELETE", PATH + "/run-1", "");
    assertThat(ending.json().path("state").asText()).isIn("ending", "failed");
    await().atMost(Duration.ofSeconds(90)).until(() -> state().equals("failed"));
    assertThat(server.admin().json("DELETE", PATH + "/run-1", "").status()).isEqualTo(409);
    var audit = server.http().get("/api/v1/audit").body();
    assertThat(audit).contains("POST " + PATH).contains("DELETE " + PATH + "/run-1");
    assertThat(audit + begun.body() + server.http().get(PATH + "/run-1").body())
        .doesNotContain(TOKEN);
    assertThat(server.http().get("/api/v1/events").body())
        .contains("bench.started")
        .doesNotContain(TOKEN);
  }

  private String state() {
    return server.http().get(PATH + "/run-1").json().path("run").path("state").asText();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/target | {\"tokens\":\"x\"}",
        "/target | {\"tokens\":\"x\",\"target\":\"http://10.0.0.1/orders\"}",
        "/target | {\"tokens\":\"x\",\"target\":\"http://127.0.0.1.evil.example/\"}",
        "/target | {\"tokens\":\"x\",\"target\":\"http://a@127.0.0.1/\"}",
        "/target | {\"tokens\":\"x\",\"target\":\"file:///etc/passwd\"}",
        "/target | {\"tokens\":\"x\",\"target\":\"--help\"}",
        "/tokens | {\"target\":\"http://localhost:8080/\"}",
        "/scenarios | {\"tokens\":\"x\",\"target\":\"http://[::1]/\",\"scenarios\":[\"cold-start\"]}",
        "/scenarios | {\"tokens\":\"x\",\"target\":\"http://[::1]/\",\"scenarios\":[]}",
        "/seconds | {\"tokens\":\"x\",\"target\":\"https://localhost/\",\"seconds\":121}",
        "/maxPerSecond | {\"tokens\":\"x\",\"target\":\"https://localhost/\",\"maxPerSecond\":0}"
      })
  void areRefusedWithWhatIsWrong(String pointer, String body) {
    var answer = server.admin().json("POST", PATH, body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("errors")).hasSize(1);
    assertThat(answer.json().path("errors").path(0).path("pointer").asText()).isEqualTo(pointer);
    assertThat(server.http().get(PATH).json().path("benchmarks")).isEmpty();
  }

  @Test
  void doNotBeginWhileAnAlertFires() {
    for (int i = 0; i < 20; i++) {
      server.app().second(20);
    }
    var list = server.http().get(PATH).json();
    assertThat(list.path("blockedBy").asText()).isEqualTo("slow-auth");
    var answer = server.admin().json("POST", PATH, order(""));
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body()).contains("slow-auth");
  }
}
