package dev.latchkey.dashboard.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.dashboard.Http;
import dev.latchkey.dashboard.TestServer;
import dev.latchkey.runtime.config.AdminRole;
import dev.latchkey.runtime.config.NamedToken;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two who change the same thing: the second learns of the first. */
class EditorsTest {
  private static final String ALICE = "the-token-of-alice-1";

  @TempDir private Path directory;

  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    var alice = directory.resolve("alice");
    Files.writeString(alice, ALICE + "\n");
    Files.setPosixFilePermissions(alice, PosixFilePermissions.fromString("rw-------"));
    server =
        new TestServer(
            new AdminSettings(
                "127.0.0.1",
                0,
                new File(directory.toFile(), "token"),
                List.of(
                    new NamedToken(
                        "alice", AdminRole.ADMIN, Optional.of(alice.toFile()), Optional.empty())),
                false,
                Optional.empty(),
                true));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Http alice() {
    return server.http().bearer(ALICE);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/targets, POST, /api/v1/targets, '{\"name\":\"new\",\"layer\":\"other\",\"class\":\"a.B\",\"method\":\"c\"}'",
    "/api/v1/targets/legacy-login, DELETE, /api/v1/targets/legacy-login, ''",
    "/api/v1/caches, DELETE, /api/v1/caches?subject=x, ''",
    "/api/v1/caches/jwt, DELETE, /api/v1/caches/jwt, ''",
    "/api/v1/database/advice, PUT, /api/v1/database/advice/sequential-scan-fdacacf5/judgment, '{\"useful\":true}'"
  })
  void areToldOfEachOther(String read, String method, String path, String body) {
    var tag = server.http().get(read).header("ETag");
    assertThat(tag).startsWith("\"").endsWith("\"");
    var first = alice().with("If-Match", tag).json(method, path, body);
    assertThat(first.status()).isBetween(200, 204);

    var second = server.admin().with("If-Match", tag).json(method, path, body);
    assertThat(second.status()).isEqualTo(412);
    assertThat(second.problem()).isEqualTo("stale");
    assertThat(second.json().path("detail").asText()).contains("changed by alice");
    var current = second.json().path("current");
    assertThat(current.path("changedBy").asText()).isEqualTo("alice");
    assertThat(current.path("etag").asText()).isEqualTo(first.header("ETag")).isNotEqualTo(tag);
  }

  @Test
  void revokeOneAfterTheOther() {
    var body = "{\"sub\":\"mallory\"}";
    var first = alice().json("POST", "/api/v1/revocations", body).header("ETag");
    var next = alice().with("If-Match", first).json("POST", "/api/v1/revocations", body);
    assertThat(next.status()).isEqualTo(200);
    var late = server.admin().with("If-Match", first).json("POST", "/api/v1/revocations", body);
    assertThat(late.status()).isEqualTo(412);
    assertThat(late.body()).contains("alice").doesNotContain("mallory");
  }

  @ParameterizedTest
  @CsvSource({"'*', 200", "'\"other\", TAG', 200", "W/TAG, 412", "'\"jwt\"', 412"})
  void nameAVersionAsTheStandardHasIt(String condition, int status) {
    var tag = server.http().get("/api/v1/caches").header("ETag");
    var answer =
        server
            .admin()
            .with("If-Match", condition.replace("TAG", tag))
            .json("DELETE", "/api/v1/caches/jwt", "");
    assertThat(answer.status()).isEqualTo(status);
  }

  @Test
  void countNeitherFiguresNorRefusedChangesAsAVersion() {
    var tag = server.http().get("/api/v1/targets").header("ETag");
    server.app().second(20);
    server.admin().json("DELETE", "/api/v1/targets/none", "");
    server.admin().json("POST", "/api/v1/targets", "{}");
    assertThat(server.http().get("/api/v1/targets").header("ETag")).isEqualTo(tag);
  }
}
