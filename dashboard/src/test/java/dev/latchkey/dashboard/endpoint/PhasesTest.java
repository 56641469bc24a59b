package dev.latchkey.dashboard.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.dashboard.TestServer;
import dev.latchkey.runtime.rollout.Phase;
import java.io.File;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhasesTest {
  private static final String JWKS = "/api/v1/phases/jwks";

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
  void aChangeTakesEffectAndTellsTheNewState() {
    var answer =
        server.admin().json("PATCH", JWKS, "{\"enabled\":true,\"rollout\":10,\"reason\":\"try\"}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("ETag")).isEqualTo("\"p-jwks-2\"");
    assertThat(answer.json().path("changedBy").asText()).isEqualTo("api");
    var state = server.app().phases().state(Phase.JWKS);
    assertThat(state.enabled()).isTrue();
    assertThat(state.rolloutPercent()).isEqualTo(10);
    assertThat(server.http().get("/api/v1/events").body()).contains("10 % of subjects: try");
  }

  @Test
  void aPhaseGoesIntoShadowAndShowsWhatItsComparisonsHaveShown() {
    var answer = server.admin().json("PATCH", JWKS, "{\"shadow\":true}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("shadow").asBoolean()).isTrue();
    assertThat(answer.json().path("enabled").asBoolean()).isFalse();
    assertThat(answer.json().at("/checks/compared").asInt(-1)).isZero();
    assertThat(server.http().get("/api/v1/phases/pool").json().has("checks")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"jwks, '{\"enabled\":true,\"shadow\":true}'", "pool, '{\"shadow\":true}'"})
  void aShadowThatCannotBeIsRefused(String phase, String body) {
    var answer = server.admin().json("PATCH", "/api/v1/phases/" + phase, body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo("/shadow");
  }

  @Test
  @DisplayName("every change is in the audit with who, from where, before, after, why and result")
  void audit() {
    server.admin().json("PATCH", JWKS, "{\"enabled\":true,\"rollout\":10,\"reason\":\"try\"}");
    server.admin().json("PATCH", JWKS, "{\"rollout\":101}");

    var entries = server.http().get("/api/v1/audit?actor=api").json().path("entries");

    assertThat(entries.get(0).path("action").asText()).isEqualTo("PATCH " + JWKS);
    assertThat(entries.get(0).path("address").asText()).isEqualTo("127.0.0.1");
    assertThat(entries.get(0).path("before").asText()).isEqualTo("jwks off");
    assertThat(entries.get(0).path("after").asText()).isEqualTo("jwks on for 10 %");
    assertThat(entries.get(0).path("reason").asText()).isEqualTo("try");
    assertThat(entries.get(0).path("result").asText()).isEqualTo("200");
    assertThat(entries.get(1).path("result").asText()).isEqualTo("400");
    assertThat(entries.get(1).path("after").asText()).isEmpty();
    assertThat(server.http().get("/api/v1/audit?limit=1").json().path("entries")).hasSize(1);
  }

  @Test
  void aPhaseIsFoundByItsNumberToo() {
    assertThat(server.http().get("/api/v1/phases/2").json().path("id").asText()).isEqualTo("jwt");
  }

  @Test
  void twoEditorsDoNotOverwriteEachOther() {
    var tag = server.http().get(JWKS).header("ETag");
    var both = server.admin().with("If-Match", tag);
    assertThat(both.json("PATCH", JWKS, "{\"rollout\":50}").status()).isEqualTo(200);
    var second = both.json("PATCH", JWKS, "{\"rollout\":10}");
    assertThat(second.status()).isEqualTo(412);
    assertThat(second.json().at("/current/rollout").asInt()).isEqualTo(50);
    assertThat(second.json().path("detail").asText()).contains("changed by api");
    assertThat(server.app().phases().state(Phase.JWKS).rolloutPercent()).isEqualTo(50);
  }

  @ParameterizedTest
  @CsvSource({
    "*, 200",
    "'\"p-jwks-1\"', 200",
    "'\"p-jwt-1\"', 412",
    "x, 412",
    "'W/\"p-jwks-1\"', 412"
  })
  void aConditionIsKept(String condition, int status) {
    var answer = server.admin().with("If-Match", condition).json("PATCH", JWKS, "{\"rollout\":20}");
    assertThat(answer.status()).isEqualTo(status);
  }

  @Test
  void anUnavailablePhaseSaysWhy() {
    var answer = server.admin().json("PATCH", "/api/v1/phases/session", "{\"enabled\":true}");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.json().path("detail").asText())
        .isEqualTo("phase session cannot be switched on: this version does not contain it");
    assertThat(server.http().get("/api/v1/phases/session").json().path("reason").asText())
        .isEqualTo("this version does not contain it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"rolout\":10}|/rolout|unknown field 'rolout'; did you mean 'rollout'?",
        "{\"x\":10}|/x|unknown field 'x'; allowed: enabled, reason, rollout, shadow",
        "{\"a/b~\":1}|/a~1b~0|unknown field 'a/b~'; allowed: enabled, reason, rollout, shadow",
        "{\"rollout\":101}|/rollout|rollout is 101, allowed is 0 to 100",
        "{\"rollout\":-1}|/rollout|rollout is -1, allowed is 0 to 100",
        "{\"rollout\":99999999999}|/rollout|rollout is 99999999999, allowed is 0 to 100",
        "{\"rollout\":10.5}|/rollout|rollout is a number, expected a whole number from 0 to 100",
        "{\"rollout\":\"10\"}|/rollout|rollout is a text, expected a whole number from 0 to 100",
        "{\"enabled\":\"true\"}|/enabled|enabled is a text, expected true or false",
        "{\"enabled\":null}|/enabled|enabled is null, expected true or false",
        "{\"reason\":[]}|/reason|reason is an array, expected a text",
        "{}|''|the body changes nothing; give enabled, shadow or rollout",
        "[1]|''|the body is an array, expected an object",
        "{\"enabled\":tru}|''|the body is not JSON at line 1, column 12",
        "{\"rollout\":1,\"rollout\":2}|''|the body is not JSON at line 1, column 23",
        "{\"rollout\":1} x|''|the body is not JSON at line 1, column 15"
      })
  void aFaultyBodyIsExplained(String body, String pointer, String detail) {
    var answer = server.admin().json("PATCH", JWKS, body);
    assertThat(answer.status()).isEqualTo(400);
    var error = answer.json().at("/errors/0");
    assertThat(error.path("detail").asText()).isEqualTo(detail);
    assertThat(error.path("pointer").asText()).isEqualTo(pointer);
    assertThat(server.app().phases().state(Phase.JWKS).version()).isEqualTo(1);
  }

  @Test
  void allFaultsAreToldAtOnce() {
    var answer = server.admin().json("PATCH", JWKS, "{\"enabled\":1,\"rollout\":200,\"x\":1}");
    assertThat(answer.json().path("errors")).hasSize(3);
  }

  @Test
  void deepNestingIsRefused() {
    var answer = server.admin().json("PATCH", JWKS, "[".repeat(5000) + "]".repeat(5000));
    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  @DisplayName(
      "X-2 dropping what is kept is done when it is answered, may be repeated, and is audited")
  void dropping() {
    for (int i = 0; i < 2; i++) {
      assertThat(server.admin().send("DELETE", "/api/v1/caches/jwt", "").status()).isEqualTo(200);
    }

    assertThat(server.http().get("/api/v1/audit?actor=api").json().path("entries"))
        .hasSize(2)
        .allMatch(entry -> entry.path("action").asText().equals("DELETE /api/v1/caches/jwt"));
  }

  @Test
  @DisplayName("F-1 all off turns everything off before it is answered, and may be repeated")
  void allOff() {
    server.admin().json("PATCH", JWKS, "{\"enabled\":true}");
    server.admin().json("PATCH", "/api/v1/phases/jwt", "{\"shadow\":true}");
    for (int i = 0; i < 2; i++) {
      var answer = server.admin().send("POST", "/api/v1/off", "");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.json().path("phases"))
          .hasSize(5)
          .noneMatch(phase -> phase.path("enabled").asBoolean())
          .noneMatch(phase -> phase.path("shadow").asBoolean());
      assertThat(server.app().phases().anyActive()).isFalse();
    }
  }

  @Test
  void unknownParametersAreRefused() {
    var answer = server.admin().send("DELETE", "/api/v1/caches/jwks?subject=42", "");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo("?subject");
  }

  @Test
  void emptyingACacheTellsHowManyEntriesItHad() {
    server.admin().json("PATCH", "/api/v1/phases/jwt", "{\"enabled\":true}");
    server.app().second(50);
    long entries = server.http().get("/api/v1/caches/jwt").json().path("entries").asLong();
    assertThat(entries).isPositive();
    var answer = server.admin().json("DELETE", "/api/v1/caches/jwt", "");
    assertThat(answer.json().path("removed").asLong()).isEqualTo(entries);
    assertThat(server.http().get("/api/v1/events").body()).contains("Cache jwt was emptied");
  }
}
