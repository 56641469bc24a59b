package dev.latchkey.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What an editor that knows the schema says of a file. */
class ConfigSchemaTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNode DOCUMENT = MAPPER.valueToTree(ConfigSchema.document());
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final JsonSchema SCHEMA = FACTORY.getSchema(DOCUMENT);

  private static List<String> faults(String yaml) {
    Object read = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    return SCHEMA.validate(MAPPER.<JsonNode>valueToTree(read)).stream()
        .map(ValidationMessage::toString)
        .toList();
  }

  private static String documented() throws IOException {
    return Files.readString(Path.of("../docs/latchkey.yaml"));
  }

  @Test
  void isASchemaOfItsOwnVersion() {
    JsonSchema meta =
        FACTORY.getSchema(
            com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    assertThat(meta.validate(DOCUMENT)).isEmpty();
    assertThat(DOCUMENT.path("$schema").asText()).contains("2020-12");
  }

  @Test
  void takesTheDocumentedFile() throws IOException {
    assertThat(faults(documented())).isEmpty();
  }

  @Test
  void knowsEveryKeyThatTheReaderKnows() throws IOException {
    var missing = new TreeSet<String>();
    for (String key : ConfigReader.knownKeys(documented())) {
      JsonNode at = DOCUMENT;
      for (String step : key.split("\\.", -1)) {
        at = property(at, step.replace("[]", ""));
        at = step.endsWith("[]") ? form(at, "items").path("items") : at;
      }
      if (at.isMissingNode()) {
        missing.add(key);
      }
    }
    assertThat(missing).isEmpty();
  }

  private static JsonNode property(JsonNode schema, String name) {
    return form(schema, "properties").path("properties").path(name);
  }

  private static JsonNode form(JsonNode schema, String having) {
    for (JsonNode each : schema.path("anyOf")) {
      if (each.has(having)) {
        return each;
      }
    }
    return schema;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "admin: off",
        "admin: { port: off, read-only: 'true' }",
        "admin: { port: \"7171\", token-file: \"${HOME}/t\" }",
        "presets: [jjwt, nimbus-jose-jwt]",
        "phases:\n  jwks:\nguard: { max-regression: 5%, steps: [1, 2] }",
        "phases: { jwks: { rollout: \"${SHARE}\", stale-if-error: 0 } }",
        "targets: [ { name: nimbus-verify, tier: full } ]",
        "targets: [ { name: t, layer: other, class: a.B, method: c } ]\nalerts:"
      })
  void takesWhatTheReaderTakes(String yaml) {
    assertThat(faults(yaml)).isEmpty();
    assertThat(ConfigReader.read(yaml, "f", Map.of("HOME", "/h", "SHARE", "5")).problems())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "phases: { jkws: {} }|jkws",
        "phases: { jwks: { rollout: 101 } }|rollout",
        "phases: { jwks: { enabled: maybe } }|enabled",
        "phases: { jwks: { ttl: 5 minutes } }|ttl",
        "phases: { session: { store: redys } }|store",
        "phases: { session: { store: redis, redis: { uri: 'redis://h:1' } } }|key-file",
        "phases: [ ]|phases",
        "admin: on|admin",
        "targets: [ { layer: jwt, class: a.B, method: c } ]|name",
        "targets: { name: a }|targets",
        "guard: { max-regression: 5 }|max-regression"
      })
  void refusesWhatTheReaderRefuses(String yaml, String named) {
    assertThat(faults(yaml)).isNotEmpty().anyMatch(fault -> fault.contains(named));
    assertThat(ConfigReader.read(yaml, "f", Map.of()).problems()).isNotEmpty();
  }

  @Test
  void tellsDefaultsAndRanges() {
    JsonNode jwks = property(property(DOCUMENT, "phases"), "jwks");
    assertThat(property(jwks, "rollout").path("default").asInt()).isEqualTo(100);
    assertThat(property(jwks, "ttl").path("default").asText()).isEqualTo("5m");
    assertThat(property(jwks, "ttl").path("description").asText()).contains("from 5m to 15m");
    JsonNode admin = property(DOCUMENT, "admin");
    assertThat(property(admin, "port").path("default").asInt()).isEqualTo(7171);
    assertThat(property(admin, "token-file").has("default")).as("a path of this user").isFalse();
  }
}
