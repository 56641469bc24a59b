package dev.latchkey.dashboard.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.dashboard.TestServer;
import dev.latchkey.runtime.rollout.Phase;
import java.io.File;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutsTest {
  private static final String JWT = "/api/v1/phases/jwt";

  private TestServer server;

  @BeforeEach
  void start(@TempDir File directory) throws IOException {
    server = new TestServer(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aPlanBeginsAtItsFirstStepAndShowsHowItIsJudged() {
    var answer =
        server
            .admin()
            .json(
                "POST", JWT + "/rollout", "{\"plan\":[20,100],\"holdBack\":10,\"reason\":\"try\"}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("enabled").asBoolean()).isTrue();
    assertThat(answer.json().path("rollout").asInt()).isEqualTo(20);
    for (int i = 0; i < 200; i++) {
      server.app().second(40);
    }

    var guard = server.http().get(JWT).json().path("guard");

    assertThat(guard.path("status").asText()).isEqualTo("running");
    assertThat(guard.path("plan").toString()).isEqualTo("[20,100]");
    assertThat(guard.path("step").asInt()).isEqualTo(1);
    assertThat(guard.path("treatedSamples").asLong()).isPositive();
    assertThat(guard.at("/tests/0/treatedMillis").asDouble()).isPositive();
    assertThat(guard.at("/decisions/0/sentence").asText()).contains("jwt", "try");
    assertThat(guard.path("sentence").asText()).isNotEmpty();
  }

  @Test
  void whatIsLeftOutIsAsConfigured() {
    var guard = server.admin().json("POST", JWT + "/rollout", "{}").json().path("guard");
    assertThat(guard.path("plan").toString()).isEqualTo("[10,50,100]");
    assertThat(guard.path("holdBack").asInt()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"plan\":[]}', /plan",
    "'{\"plan\":[0,10]}', /plan",
    "'{\"plan\":[50,10]}', /plan",
    "'{\"plan\":[10.5]}', /plan",
    "'{\"plan\":10}', /plan",
    "'{\"holdBack\":60}', /holdBack",
    "'{\"steps\":[10]}', /steps"
  })
  void aPlanThatMakesNoSenseIsRefused(String body, String pointer) {
    var answer = server.admin().json("POST", JWT + "/rollout", body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo(pointer);
    assertThat(server.app().phases().state(Phase.JWT).enabled()).isFalse();
  }

  @Test
  void everyCommandMakesAVersionAndIsRefusedOnAnOlderOne() {
    var begun = server.admin().json("POST", JWT + "/rollout", "{}");
    var seen = server.admin().with("If-Match", begun.header("ETag"));
    var paused = seen.json("POST", JWT + "/pause", "{}");
    assertThat(paused.json().at("/guard/status").asText()).isEqualTo("paused");

    var late = seen.json("POST", JWT + "/advance", "{}");

    assertThat(late.status()).isEqualTo(412);
    assertThat(late.json().at("/current/guard/status").asText()).isEqualTo("paused");
    assertThat(server.admin().json("POST", JWT + "/resume", "{}").status()).isEqualTo(200);
    assertThat(server.admin().json("POST", JWT + "/advance", "{}").json().path("rollout").asInt())
        .isEqualTo(50);
  }

  @Test
  void aRollbackOfOneAndOfAllMayBeRepeated() {
    server.admin().json("POST", JWT + "/rollout", "{}");
    server.admin().json("PATCH", "/api/v1/phases/jwks", "{\"enabled\":true}");
    for (int i = 0; i < 2; i++) {
      var answer = server.admin().json("POST", JWT + "/rollback", "{\"reason\":\"incident\"}");
      assertThat(answer.json().path("enabled").asBoolean()).isFalse();
      assertThat(answer.json().at("/guard/status").asText()).isEqualTo("rolled-back");
    }
    assertThat(server.app().phases().state(Phase.JWKS).enabled()).isTrue();

    assertThat(server.admin().json("POST", "/api/v1/rollback", "{}").status()).isEqualTo(200);
    assertThat(server.app().phases().state(Phase.JWKS).enabled()).isFalse();
  }

  @Test
  void aChangeByHandEndsAPlan() {
    server.admin().json("POST", JWT + "/rollout", "{}");

    var changed = server.admin().json("PATCH", JWT, "{\"rollout\":30}");

    assertThat(changed.json().at("/guard/status").asText()).isEqualTo("ended");
    assertThat(server.admin().json("POST", JWT + "/pause", "{}").status()).isEqualTo(409);
  }

  @Test
  void nothingIsChangedWithoutTheToken() {
    for (String path : new String[] {"/rollout", "/pause", "/resume", "/advance", "/rollback"}) {
      assertThat(server.http().json("POST", JWT + path, "{}").status()).isEqualTo(401);
    }
    assertThat(server.http().json("POST", "/api/v1/rollback", "{}").status()).isEqualTo(401);
  }
}
