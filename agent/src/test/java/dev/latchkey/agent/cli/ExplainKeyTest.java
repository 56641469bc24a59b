package dev.latchkey.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.http.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code check-config --explain}. */
class ExplainKeyTest {
  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file =
        Files.writeString(
            directory.resolve("l.yaml"),
            """
            phases:
              jwks:
                ttl: 10m
              session:
                store: redis
                redis: { uri: "redis://:pass-word@127.0.0.1:6379", key-file: /k }
            """);
  }

  private int run(String... arguments) {
    CommandLine line = LatchkeyCommand.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return line.execute(arguments);
  }

  @Test
  void saysWhatAKeyIsAndWhereItsValueComesFrom() {
    assertThat(run("check-config", file.toString(), "--explain", "phases.jwks.ttl"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "phases.jwks.ttl",
            "  type        duration, as 500ms, 30s, 3m, 1h, 30d",
            "  default     5m",
            "  allowed     5m to 15m",
            "  value       10m, by " + file + ":3",
            "  changed     takes effect while the application runs, once the file is read",
            "              again");
  }

  @Test
  void saysThatADefaultHolds() {
    assertThat(run("check-config", file.toString(), "--explain", "admin.port")).isZero();
    assertThat(out.toString())
        .contains(
            "value       7171, by default", "0 to 65535", "when the application starts again");
  }

  @Test
  void needsNoFileAndNotTheBeginningOfAName() {
    assertThat(run("check-config", "--explain", "stale-if-error")).isZero();
    assertThat(out.toString()).startsWith("phases.jwks.stale-if-error").doesNotContain("value ");
    assertThat(run("check-config", "--explain", "targets[3].layer")).isZero();
    assertThat(out.toString()).contains("targets[].layer", "jwks, jwt, session");
    assertThat(run("check-config")).isEqualTo(2);
  }

  @Test
  void listsTheKeysOfASectionAndShowsNoSecret() {
    assertThat(run("check-config", file.toString(), "--explain", "phases.session")).isZero();
    assertThat(out.toString())
        .contains("phases.session.redis.uri", "phases.session.store")
        .doesNotContain("pass-word");
  }

  @Test
  void answersPrograms() throws IOException {
    assertThat(run("check-config", file.toString(), "--explain", "phases.jwks.ttl", "--json"))
        .isZero();
    JsonNode said = Json.read(out.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(said.path("key").asText()).isEqualTo("phases.jwks.ttl");
    assertThat(said.path("default").asText()).isEqualTo("5m");
    assertThat(said.path("value").asText()).isEqualTo("10m");
    assertThat(said.path("source").asText()).isEqualTo("file");
    assertThat(said.path("line").asInt()).isEqualTo(3);
  }

  @Test
  void namesWhatWasMeant() {
    assertThat(run("check-config", "--explain", "phases.jkws.ttl")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "LK-4041 no key is named 'phases.jkws.ttl'; did you mean 'phases.jwks.ttl'?");
    assertThat(run("check-config", "--explain", "rollout")).isEqualTo(2);
    assertThat(err.toString()).contains("there are phases.jwks.rollout, phases.jwt.rollout");
  }

  @Test
  void saysAllTheSameWhatIsWrongWithTheFile() throws IOException {
    Files.writeString(file, "phases: { jwks: { ttl: 1d } }");
    assertThat(run("check-config", file.toString(), "--explain", "phases.jwks.ttl")).isEqualTo(2);
    assertThat(err.toString()).contains("LK-1104");
    assertThat(out.toString()).contains("allowed     5m to 15m");
  }
}
