package dev.latchkey.dashboard.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.Http;
import dev.latchkey.dashboard.TestServer;
import dev.latchkey.runtime.config.ConfigOnDisk;
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
                + "\"by\":null,\"waiting\":null,\"persistable\":false}");
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

  private Http admin() {
    return server.admin();
  }

  @Test
  void persistsWhatWasSwitchedAndKeepsTheRestOfTheFile() {
    admin().json("PATCH", "/api/v1/phases/jwks", "{\"enabled\":true,\"rollout\":10}");
    String before = server.app().file().text();
    assertThat(setting("phases.jwks.rollout").path("persistable").asBoolean()).isTrue();
    var ask = "{\"keys\":[\"phases.jwks.rollout\"],\"reason\":\"ticket 812\"}";
    var shown = admin().json("POST", "/api/v1/config/persist?dry-run=true", ask);
    assertThat(shown.status()).isEqualTo(200);
    assertThat(shown.json().path("written").asBoolean()).isFalse();
    assertThat(shown.json().path("lines"))
        .hasToString(
            "[{\"line\":6,\"before\":\"  jwks: { enabled: false, ttl: 10m }\","
                + "\"after\":\"  jwks: { enabled: true, ttl: 10m, rollout: 10 }\"}]");
    assertThat(server.app().file().text()).isEqualTo(before);
    assertThat(server.http().get("/api/v1/audit").body()).doesNotContain("persist");

    var written =
        admin().with("If-Match", shown.header("ETag")).json("POST", "/api/v1/config/persist", ask);
    assertThat(written.json().path("written").asBoolean()).isTrue();
    assertThat(written.json().path("state").asText()).isEqualTo("same");
    assertThat(server.app().file().text())
        .isEqualTo(
            before.replace(
                "{ enabled: false, ttl: 10m }", "{ enabled: true, ttl: 10m, rollout: 10 }"));
    assertThat(setting("phases.jwks.rollout").path("source").asText()).isEqualTo("file");
    assertThat(written.header("ETag"))
        .isNotEqualTo(shown.header("ETag"))
        .isEqualTo(server.http().get("/api/v1/config").header("ETag"));
    assertThat(server.http().get("/api/v1/audit").body())
        .contains("POST /api/v1/config/persist", "ticket 812");
  }

  @Test
  void writesNothingOverAnothersChange() {
    admin().json("PATCH", "/api/v1/phases/jwks", "{\"rollout\":10}");
    String seen = server.http().get("/api/v1/config/file").header("ETag");
    server.app().file().write(server.app().file().text() + "# mine\n");
    String theirs = server.app().file().text();
    var editor = admin().with("If-Match", seen);
    var stale =
        editor.json("POST", "/api/v1/config/persist", "{\"keys\":[\"phases.jwks.rollout\"]}");
    assertThat(stale.status()).isEqualTo(412);
    assertThat(stale.json().path("current").path("etag").asText())
        .isEqualTo(server.http().get("/api/v1/config").header("ETag"));
    assertThat(editor.json("PUT", "/api/v1/config", "{\"yaml\":\"\"}").status()).isEqualTo(412);
    assertThat(server.app().file().text()).isEqualTo(theirs);
  }

  @Test
  void replacesTheWholeFileAfterShowingWhatThatWouldMean() {
    String text = server.app().file().text().replace("ttl: 10m", "ttl: 12m") + "history: {}\n";
    String wanted = text.replace("history: {}", "history: { dir: /var/lib/latchkey }");
    var yaml = admin().with("Content-Type", "application/yaml; charset=utf-8");
    var shown = yaml.send("PUT", "/api/v1/config?dry-run=true", wanted);
    assertThat(shown.status()).isEqualTo(200);
    assertThat(shown.json().path("differences").toString())
        .contains("\"key\":\"phases.jwks.ttl\"", "\"inFile\":\"12m\"", "\"effect\":\"reload\"")
        .contains("\"key\":\"history.dir\"", "\"effect\":\"restart\"")
        .doesNotContain("canary");
    assertThat(server.app().file().text()).doesNotContain("12m");

    var written = yaml.send("PUT", "/api/v1/config", wanted);
    assertThat(written.json().path("written").asBoolean()).isTrue();
    assertThat(server.app().file().text()).isEqualTo(wanted);
    assertThat(setting("phases.jwks.ttl").path("value").asText()).isEqualTo("12m");
    assertThat(server.http().get("/api/v1/audit").body())
        .contains("phases.jwks.ttl 10m", "phases.jwks.ttl 12m");
  }

  @Test
  void takesAFileAsLongAsTheAgentReadsAndNoLongerOne() {
    String text = server.app().file().text();
    var yaml = admin().with("Content-Type", "application/yaml");
    String longest = text + "#".repeat(ConfigOnDisk.MOST_BYTES - text.length());
    assertThat(yaml.send("PUT", "/api/v1/config", longest).status()).isEqualTo(200);
    assertThat(server.app().file().text()).isEqualTo(longest);
    var refused = yaml.send("PUT", "/api/v1/config", longest + "#");
    assertThat(refused.status()).isEqualTo(413);
    assertThat(refused.json().path("detail").asText()).contains("1048576 bytes");
    assertThat(server.app().file().text()).isEqualTo(longest);
  }

  @Test
  void saysWhereATextIsWrongAndHowToMendIt() {
    var wrong =
        admin()
            .json(
                "PUT",
                "/api/v1/config?dry-run=true",
                "{\"yaml\":\"phases:\\n  jwks: { ttl: 30m }\\npreset: auto\\n\"}");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.json().path("errors").path(0))
        .hasToString(
            "{\"pointer\":\"/phases/jwks/ttl\",\"detail\":\"LK-1104 /etc/latchkey.yaml:2:16"
                + " phases.jwks.ttl is 30m, allowed is 5m to 15m; choose a value in that range\"}");
    assertThat(wrong.json().path("errors").path(1).toString()).contains("did you mean 'presets'?");
    assertThat(admin().json("PUT", "/api/v1/config", "{}").body()).contains("yaml is missing");
    assertThat(admin().json("POST", "/api/v1/config/persist", "{\"keys\":[]}").status())
        .isEqualTo(400);
    assertThat(
            admin()
                .json("POST", "/api/v1/config/persist", "{\"keys\":[\"phases.jwks.ttl\"]}")
                .body())
        .contains("\"/keys\"", "was not changed at run time");
    assertThat(server.http().json("PUT", "/api/v1/config?dry-run=true", "{\"yaml\":\"\"}").status())
        .isEqualTo(401);
  }

  @Test
  void tellsEditorsTheFormOfTheFile() {
    var schema = server.http().get("/api/v1/config/schema");
    assertThat(schema.header("Content-Type")).isEqualTo("application/schema+json");
    assertThat(schema.json().path("$schema").asText()).endsWith("2020-12/schema");
    assertThat(schema.json().at("/properties/phases/properties/jwks/properties").size())
        .isGreaterThan(5);
  }

  @Test
  void aCachesLimitsAreChangedWithinWhatIsConfigured() {
    var before = server.http().get("/api/v1/caches/jwks");
    assertThat(before.json().path("limits"))
        .hasToString(
            "{\"ttlSeconds\":600,\"leastTtlSeconds\":300,\"mostTtlSeconds\":600,"
                + "\"maxEntries\":200,\"mostEntries\":200}");
    var seen = admin().with("If-Match", before.header("ETag"));
    var ask = "{\"ttlSeconds\":360,\"maxEntries\":20,\"reason\":\"ticket 812\"}";
    var changed = seen.json("PATCH", "/api/v1/caches/jwks", ask);
    assertThat(changed.status()).as(changed.body()).isEqualTo(200);
    assertThat(changed.json().at("/limits/ttlSeconds").asInt()).isEqualTo(360);
    assertThat(server.app().limited().toString()).contains("Optional[PT6M]", "OptionalInt[20]");
    assertThat(seen.json("PATCH", "/api/v1/caches/jwks", ask).status()).isEqualTo(412);

    assertThat(setting("phases.jwks.ttl").path("value").asText()).isEqualTo("6m");
    assertThat(setting("phases.jwks.ttl").path("source").asText()).isEqualTo("runtime");
    assertThat(setting("phases.jwks.ttl").path("by").asText()).isEqualTo("api");
    assertThat(server.http().get("/api/v1/audit").body())
        .contains("PATCH /api/v1/caches/jwks", "ticket 812")
        .contains("phases.jwks.ttl 10m, phases.jwks.max-entries 200")
        .contains("phases.jwks.ttl 6m, phases.jwks.max-entries 20");
    assertThat(server.http().get("/api/v1/events").body())
        .contains("answers live for 360 s instead of 600 s, and there are at most 20 instead of");

    var wrong = admin().json("PATCH", "/api/v1/caches/jwks", "{\"ttlSeconds\":900}");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.json().path("detail").asText())
        .isEqualTo("ttlSeconds is 900, allowed is 300 to 600");
    assertThat(admin().json("PATCH", "/api/v1/caches/jwks", "{}").status()).isEqualTo(400);
    assertThat(server.http().json("PATCH", "/api/v1/caches/jwks", ask).status()).isEqualTo(401);

    var persisted =
        admin().json("POST", "/api/v1/config/persist", "{\"keys\":[\"phases.jwks.ttl\"]}");
    assertThat(persisted.json().at("/lines/0/after").asText()).contains("ttl: 6m");
  }
}
