package dev.latchkey.dashboard.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.TestServer;
import java.io.File;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdviceJudgmentTest {
  @TempDir private File directory;

  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(directory);
    server.app().second(20);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode advice() {
    return server.http().get("/api/v1/database/advice").json().path("advice");
  }

  private static String judgment(JsonNode advice) {
    return "/api/v1/database/advice/" + advice.path("id").asText() + "/judgment";
  }

  @Test
  void showsLastWhatIsNotUseful() {
    var first = advice().get(0);
    assertThat(first.path("useful").isNull()).isTrue();
    int count = advice().size();

    var answer = server.admin().json("PUT", judgment(first), "{\"useful\":false}");
    assertThat(answer.status()).isEqualTo(200);
    var last = advice().get(count - 1);
    assertThat(last.path("id")).isEqualTo(first.path("id"));
    assertThat(last.path("useful").asBoolean(true)).isFalse();

    server.admin().json("PUT", judgment(first), "{\"useful\":true}");
    assertThat(advice().get(0).path("id")).isEqualTo(first.path("id"));
    assertThat(advice().get(0).path("useful").asBoolean()).isTrue();
  }

  @Test
  void isNotedAmongTheEvents() {
    server.admin().json("PUT", judgment(advice().get(0)), "{\"useful\":false}");
    assertThat(server.http().get("/api/v1/events?after=0").json().path("events"))
        .anySatisfy(
            event -> {
              assertThat(event.path("kind").asText()).isEqualTo("advice.judged");
              assertThat(event.path("text").asText())
                  .contains("not useful")
                  .doesNotContain("SELECT");
            });
  }

  @Test
  void needsTheToken() {
    var judgment = judgment(advice().get(0));
    assertThat(server.http().json("PUT", judgment, "{\"useful\":false}").status()).isEqualTo(401);
    assertThat(advice().get(0).path("useful").isNull()).isTrue();
  }
}
