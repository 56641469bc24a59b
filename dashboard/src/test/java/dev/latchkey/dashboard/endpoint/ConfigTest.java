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
    var body = server.http().get("/api/v1/config").body();
    assertThat(body).doesNotContain("canary-password").doesNotContain("caca");
    assertThat(setting("phases.session.redis.uri").path("value").asText()).isEqualTo("***");
  }
}
