package dev.latchkey.dashboard.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.TestServer;
import java.io.File;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {
  private TestServer server;

  @BeforeEach
  void start(@TempDir File directory) throws IOException {
    server = new TestServer(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode setting(String key) {
    for (JsonNode setting : server.http().get("/api/v1/config").json().path("settings")) {
      if (setting.path("key").asText().equals(key)) {
        return setting;
      }
    }
    throw new AssertionError(key);
  }

  @Test
  void tellsWhoSaidSo() {
    assertThat(setting("phases.jwks.ttl"))
        .hasToString(
            "{\"key\":\"phases.jwks.ttl\",\"value\":\"10m\",\"source\":\"file\",\"line\":6,"
                + "\"by\":null,\"waiting\":null}");
    assertThat(setting("phases.jwt.ttl").path("source").asText()).isEqualTo("default");
    server.admin().json("PATCH", "/api/v1/phases/jwks", "{\"enabled\":true,\"rollout\":10}");
    assertThat(setting("phases.jwks.enabled").path("source").asText()).isEqualTo("runtime");
    assertThat(setting("phases.jwks.enabled").path("by").asText()).isEqualTo("api");
    assertThat(setting("phases.jwks.rollout").path("value").asText()).isEqualTo("10");
  }

  @Test
  void namesTheFileTheTargetsAndTheTokens() {
    var config = server.http().get("/api/v1/config").json();
    assertThat(config.path("file").asText()).isEqualTo("/etc/latchkey.yaml");
    assertThat(config.path("namedBy").asText()).isEqualTo("option");
    assertThat(config.path("targets").toString()).contains("preset:nimbus-jose-jwt");
    assertThat(config.path("tokens").toString())
        .contains("{\"name\":\"alice\",\"role\":\"operator\",\"kept\":\"file\"}");
  }

  @Test
  @DisplayName("H-5 the configuration shows no secret")
  void showsNoSecret() {
    server.app().file().write(server.app().file().text().replace("@redis", "@other"));
    var body = server.http().get("/api/v1/config").body() + onDisk();
    assertThat(body).doesNotContain("canary-password").doesNotContain("caca");
    assertThat(setting("phases.session.redis.uri").path("value").asText()).isEqualTo("***");
  }

  private JsonNode onDisk() {
    return server.http().get("/api/v1/config/file").json();
  }

  @Test
  void comparesTheFileWithWhatIsInForceAndReadsItAgain() {
    assertThat(onDisk()).hasToString("{\"state\":\"same\",\"differences\":[],\"problems\":[]}");
    server.app().file().write(server.app().file().text().replace("ttl: 10m", "ttl: 12m"));
    assertThat(onDisk().path("state").asText()).isEqualTo("differs");
    assertThat(onDisk().path("differences").path(0))
        .hasToString(
            "{\"key\":\"phases.jwks.ttl\",\"inForce\":\"10m\",\"source\":\"file\",\"by\":null,"
                + "\"inFile\":\"12m\",\"line\":6,\"effect\":\"reload\"}");
    assertThat(setting("phases.jwks.ttl").path("value").asText())
        .as("looking changes nothing")
        .isEqualTo("10m");

    var reloaded = server.admin().json("POST", "/api/v1/config/reload", "{\"reason\":\"812\"}");
    assertThat(reloaded.status()).isEqualTo(200);
    assertThat(reloaded.json().path("state").asText()).isEqualTo("same");
    assertThat(setting("phases.jwks.ttl").path("value").asText()).isEqualTo("12m");
    assertThat(server.admin().get("/api/v1/audit").body())
        .contains("POST /api/v1/config/reload", "\"812\"");
  }

  @Test
  void keepsWhatIsInForceWhenTheFileIsNotValid() {
    server.app().file().write("phases: { jkws: {} }\n");
    assertThat(onDisk().path("state").asText()).isEqualTo("refused");
    assertThat(onDisk().path("problems").toString()).contains("did you mean");
    var refused = server.admin().json("POST", "/api/v1/config/reload", "{}");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().path("detail").asText())
        .contains("what was in force stays", "/etc/latchkey.yaml:1:11");
    assertThat(setting("phases.jwks.ttl").path("value").asText()).isEqualTo("10m");
  }

  @Test
  void readsTheFileAgainForAdministratorsOnly() {
    assertThat(server.http().json("POST", "/api/v1/config/reload", "{}").status()).isEqualTo(401);
  }
}
