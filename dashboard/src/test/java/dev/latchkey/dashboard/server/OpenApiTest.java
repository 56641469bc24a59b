package dev.latchkey.dashboard.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.endpoint.OpenApiEndpoint;
import dev.latchkey.dashboard.http.Endpoint;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.runtime.AgentInfo;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.config.LatchkeyConfig;
import dev.latchkey.runtime.time.Ticker;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description of the API against what the server answers. */
class OpenApiTest {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  @TempDir private File folder;
  private JsonNode document;

  @BeforeEach
  void read() throws IOException {
    try (InputStream in =
        OpenApiTest.class.getClassLoader().getResourceAsStream(OpenApiEndpoint.RESOURCE)) {
      assertThat(in).isNotNull();
      document = Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void describesExactlyWhatTheServerTakes() {
    Map<String, Set<String>> taken = new TreeMap<>();
    for (Endpoint endpoint : endpoints()) {
      taken.put(endpoint.path(), new TreeSet<>(endpoint.methods()));
    }
    taken.put("/api/v1/session", Set.of("DELETE", "GET", "POST"));
    taken.put("/api/v1/live", Set.of("GET"));

    Map<String, Set<String>> described = new TreeMap<>();
    for (var path : document.path("paths").properties()) {
      Set<String> methods = new TreeSet<>();
      for (var operation : path.getValue().properties()) {
        if (METHODS.contains(operation.getKey())) {
          methods.add(operation.getKey().toUpperCase(Locale.ROOT));
        }
      }
      described.put(path.getKey(), methods);
    }

    assertThat(described).isEqualTo(taken);
  }

  @Test
  void theReferenceNamesEveryPathAndEveryProblem() throws IOException {
    String reference = Files.readString(Path.of("../docs/http-api.md"));
    for (var path : document.path("paths").properties()) {
      assertThat(reference).contains(path.getKey().replaceAll("\\{.*", ""));
    }
    for (JsonNode response : document.at("/components/responses")) {
      JsonNode problem = response.at("/content/application~1problem+json/example");
      String type = problem.path("type").asText();
      assertThat(reference)
          .contains(
              "| `%s` | %d |"
                  .formatted(
                      type.substring(type.lastIndexOf('/') + 1), problem.path("status").asInt()));
    }
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    assertThat(document.findValuesAsText("$ref"))
        .isNotEmpty()
        .allSatisfy(
            reference ->
                assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse());
  }

  @Test
  void everyAnswerWithABodyHasAnExample() {
    for (JsonNode content : document.findValues("content")) {
      for (JsonNode media : content) {
        assertThat(media.has("example")).as("%s", media).isTrue();
      }
    }
  }

  @Test
  void everyProblemIsShownUnderItsOwnStatus() {
    for (var path : document.path("paths").properties()) {
      for (JsonNode operation : path.getValue()) {
        for (var response : operation.path("responses").properties()) {
          String reference = response.getValue().path("$ref").asText();
          if (!reference.isEmpty()) {
            JsonNode example =
                document
                    .at(reference.substring(1))
                    .path("content")
                    .path("application/problem+json")
                    .path("example");
            assertThat(example.path("status").asText())
                .as(path.getKey())
                .isEqualTo(response.getKey());
          }
        }
      }
    }
  }

  private Iterable<Endpoint> endpoints() {
    LatchkeyRuntime runtime = new LatchkeyRuntime(LatchkeyConfig.defaults(), Ticker.system());
    AgentInfo info = new AgentInfo("1", 1, "app", "jvm", Instant.EPOCH);
    return AdminHandler.endpoints(
        new AdminServices(info, runtime, AdminToken.in(new File(folder, "token"))));
  }
}
