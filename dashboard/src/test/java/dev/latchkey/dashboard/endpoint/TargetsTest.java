package dev.latchkey.dashboard.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.dashboard.TestServer;
import java.io.File;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {
  private static final String TARGETS = "/api/v1/targets";
  private static final String ITEM =
      "{\"name\":\"new\",\"layer\":\"other\",\"class\":\"a.B\",\"method\":\"c(int)\"}";

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
  void anAddedTargetIsToldAsItStandsAndCanBeRemoved() {
    var added = server.admin().json("POST", TARGETS, ITEM);
    assertThat(added.status()).isEqualTo(201);
    assertThat(added.json().path("source").asText()).isEqualTo("api");
    assertThat(added.json().at("/woven/0/class").asText()).isEqualTo("a.B");
    assertThat(added.json().at("/woven/0/version").asText()).isEqualTo("1.0");
    assertThat(server.http().get(TARGETS + "/new").status()).isEqualTo(200);

    assertThat(server.admin().json("DELETE", TARGETS + "/new", "").status()).isEqualTo(204);
    assertThat(server.http().get(TARGETS + "/new").status()).isEqualTo(404);
    assertThat(server.admin().json("DELETE", TARGETS + "/new", "").status()).isEqualTo(404);
  }

  @Test
  void aTargetIsReadAsInTheFileAndAllItsProblemsAreTold() {
    var answer =
        server
            .admin()
            .json(
                "POST",
                TARGETS,
                "{\"layer\":\"jtw\",\"clas\":\"a.B\",\"class\":\"a.B\",\"method\":\"c\",\"key\":[\"arg\"]}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("errors").findValuesAsText("pointer"))
        .contains("/name", "/layer", "/clas", "/key/0");
    assertThat(answer.json().path("errors").findValuesAsText("detail"))
        .anyMatch(detail -> detail.startsWith("LK-1108 layer is jtw"))
        .anyMatch(detail -> detail.startsWith("LK-1107 unknown key 'clas'; did you mean 'class'?"));
  }

  @Test
  void aNameIsTakenOnce() {
    assertThat(server.admin().json("POST", TARGETS, ITEM).status()).isEqualTo(201);
    var second = server.admin().json("POST", TARGETS, ITEM);
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.json().path("detail").asText()).contains("a target named new");
  }

  @Test
  void whatCannotBeWovenIsToldWithItsReason() {
    var answer = server.admin().json("POST", TARGETS, ITEM.replace("a.B", "com.acme.Broken"));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("type").asText()).endsWith(":not-woven");
    assertThat(answer.json().path("detail").asText()).contains("declares no such method");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "name: yaml", "{\"name\":\"a\",\"name\":\"b\"}", ""})
  void theBodyIsAJsonObject(String body) {
    assertThat(server.admin().json("POST", TARGETS, body).status()).isEqualTo(400);
  }

  @Test
  void changesNeedTheToken() {
    assertThat(server.http().json("POST", TARGETS, ITEM).status()).isEqualTo(401);
    assertThat(server.http().json("DELETE", TARGETS + "/legacy-login", "").status()).isEqualTo(401);
    assertThat(server.http().get(TARGETS + "/legacy-login").status()).isEqualTo(200);
  }

  @Test
  void whatATargetWouldMatchIsToldAndNothingChanges() {
    String before = server.http().get(TARGETS).header("ETag");
    var shown = server.admin().json("POST", TARGETS + ":validate", ITEM);
    assertThat(shown.status()).isEqualTo(200);
    assertThat(shown.json().path("addable").asBoolean()).isTrue();
    assertThat(shown.json().path("state").asText()).isEqualTo("woven");
    assertThat(shown.json().at("/woven/0/class").asText()).isEqualTo("a.B");
    var broken =
        server.admin().json("POST", TARGETS + ":validate", ITEM.replace("a.B", "com.acme.Broken"));
    assertThat(broken.json().path("addable").asBoolean()).isFalse();
    assertThat(broken.json().path("reason").asText()).contains("no such method");
    var taken =
        server.admin().json("POST", TARGETS + ":validate", ITEM.replace("new", "legacy-login"));
    assertThat(taken.status()).isEqualTo(409);
    assertThat(server.admin().json("POST", TARGETS + ":validate", "{}").status()).isEqualTo(400);
    assertThat(server.http().json("POST", TARGETS + ":validate", ITEM).status()).isEqualTo(401);

    assertThat(server.http().get(TARGETS).header("ETag")).isEqualTo(before);
    assertThat(server.http().get(TARGETS + "/new").status()).isEqualTo(404);
    assertThat(server.http().get("/api/v1/audit").body()).doesNotContain("validate");
  }
}
