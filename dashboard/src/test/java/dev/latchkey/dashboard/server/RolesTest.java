package dev.latchkey.dashboard.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.dashboard.Http;
import dev.latchkey.dashboard.Http.Answer;
import dev.latchkey.dashboard.TestServer;
import dev.latchkey.runtime.config.AdminRole;
import dev.latchkey.runtime.config.NamedToken;
import dev.latchkey.runtime.config.Secret;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolesTest {
  private static final String PROBE = "the-token-of-the-probe";
  private static final String ALICE = "the-token-of-alice-1";
  private static final String TARGET =
      "{\"name\":\"new\",\"layer\":\"other\",\"class\":\"a.B\",\"method\":\"c\"}";

  @TempDir private Path directory;

  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = start(false, true);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private TestServer start(boolean readOnly, boolean readsAreFree) throws Exception {
    var alice = directory.resolve("alice");
    Files.writeString(alice, ALICE + "\n");
    Files.setPosixFilePermissions(alice, PosixFilePermissions.fromString("rw-------"));
    var hash = MessageDigest.getInstance("SHA-256").digest(PROBE.getBytes(StandardCharsets.UTF_8));
    var tokens =
        List.of(
            new NamedToken(
                "alice", AdminRole.OPERATOR, Optional.of(alice.toFile()), Optional.empty()),
            new NamedToken(
                "probe",
                AdminRole.VIEWER,
                Optional.empty(),
                Optional.of(new Secret(HexFormat.of().formatHex(hash)))));
    return new TestServer(
        new AdminSettings(
            "127.0.0.1",
            0,
            new File(directory.toFile(), "token"),
            tokens,
            readOnly,
            Optional.empty(),
            readsAreFree));
  }

  private Http as(String who) {
    return switch (who) {
      case "probe" -> server.http().bearer(PROBE);
      case "alice" -> server.http().bearer(ALICE);
      default -> server.admin();
    };
  }

  private static String cookie(Answer login) {
    return login.header("Set-Cookie").split(";", 2)[0];
  }

  @ParameterizedTest
  @CsvSource({
    "probe, GET, /api/v1/status, '', 200",
    "probe, POST, /api/v1/off, '{}', 403",
    "probe, DELETE, /api/v1/caches/jwks, '', 403",
    "probe, PATCH, /api/v1/caches/jwks, '{\"ttlSeconds\":400}', 403",
    "alice, PATCH, /api/v1/caches/jwks, '{\"ttlSeconds\":400}', 200",
    "alice, POST, /api/v1/off, '{}', 200",
    "alice, PATCH, /api/v1/phases/jwks, '{\"rollout\":5}', 200",
    "alice, POST, /api/v1/targets, TARGET, 403",
    "alice, DELETE, /api/v1/targets/legacy-login, '', 403",
    "probe, POST, /api/v1/benchmarks, '{}', 403",
    "alice, POST, /api/v1/benchmarks, '{}', 403",
    "admin, POST, /api/v1/benchmarks, '{}', 400",
    "probe, DELETE, /api/v1/benchmarks/run-1, '', 403",
    "alice, DELETE, /api/v1/benchmarks/run-1, '', 404",
    "probe, POST, /api/v1/config/reload, '{}', 403",
    "alice, POST, /api/v1/config/reload, '{}', 403",
    "alice, PUT, /api/v1/config?dry-run=true, '{}', 403",
    "alice, POST, /api/v1/config/persist, '{}', 403",
    "admin, POST, /api/v1/targets, TARGET, 201"
  })
  void mayDoWhatTheirRoleSays(String who, String method, String path, String body, int status) {
    var answer = as(who).json(method, path, body.replace("TARGET", TARGET));
    assertThat(answer.status()).isEqualTo(status);
    if (status == 403) {
      assertThat(answer.problem()).isEqualTo("forbidden");
    }
  }

  @Test
  void standInTheAuditByTheirNames() {
    as("alice").json("PATCH", "/api/v1/phases/jwks", "{\"enabled\":true,\"rollout\":5}");
    assertThat(server.app().phases().states().get(0).changedBy()).isEqualTo("alice");
    var last = server.http().get("/api/v1/audit?actor=alice").json().path("entries");
    assertThat(last.size()).isEqualTo(1);
    assertThat(last.get(0).path("action").asText()).isEqualTo("PATCH /api/v1/phases/jwks");
  }

  @Test
  void areToldToThePage() {
    var nobody = server.http().get("/api/v1/session").json();
    assertThat(nobody.path("authenticated").asBoolean()).isFalse();
    assertThat(nobody.has("role")).isFalse();
    var alice = as("alice").get("/api/v1/session").json();
    assertThat(alice.path("role").asText()).isEqualTo("operator");
    assertThat(alice.path("name").asText()).isEqualTo("alice");
  }

  @Test
  void loginWithTheirTokenAndKeepTheirRole() {
    var login = server.http().json("POST", "/api/v1/session", "{\"token\":\"" + ALICE + "\"}");
    var page = server.http().with("Cookie", cookie(login)).with("X-Latchkey-CSRF", "1");
    assertThat(page.json("POST", "/api/v1/off", "{}").status()).isEqualTo(200);
    assertThat(page.json("POST", "/api/v1/targets", TARGET).status()).isEqualTo(403);
  }

  @Test
  void endWithTheFileOfTheirToken() throws IOException {
    var login = server.http().json("POST", "/api/v1/session", "{\"token\":\"" + ALICE + "\"}");
    var page = server.http().with("Cookie", cookie(login)).with("X-Latchkey-CSRF", "1");
    Files.writeString(directory.resolve("alice"), "another-token-of-alice");
    Files.setLastModifiedTime(directory.resolve("alice"), FileTime.fromMillis(1_000_000));
    assertThat(page.json("POST", "/api/v1/off", "{}").status()).isEqualTo(401);
    assertThat(as("alice").json("POST", "/api/v1/off", "{}").status()).isEqualTo(401);
    // The admin's login is another token's.
    assertThat(server.admin().json("POST", "/api/v1/off", "{}").status()).isEqualTo(200);
  }

  @Nested
  class ACode {
    private String code(Http caller) {
      var answer = caller.json("POST", "/api/v1/session/codes", "{}");
      assertThat(answer.status()).isEqualTo(201);
      return answer.json().path("code").asText();
    }

    private Answer redeem(String code) {
      return server.http().json("POST", "/api/v1/session", "{\"code\":\"" + code + "\"}");
    }

    @Test
    void logsInOnceAsTheHolderOfTheToken() {
      var code = code(as("alice"));
      var login = redeem(code);
      assertThat(login.status()).isEqualTo(200);
      assertThat(login.json().path("name").asText()).isEqualTo("alice");
      assertThat(login.json().path("role").asText()).isEqualTo("operator");
      var again = redeem(code);
      assertThat(again.status()).isEqualTo(401);
      assertThat(again.body()).contains("used already");
    }

    @Test
    void lastsAMinute() {
      var code = code(server.admin());
      server.app().ticker().advance(Duration.ofMinutes(1));
      assertThat(redeem(code).status()).isEqualTo(401);
    }

    @Test
    void endsWithTheToken() throws IOException {
      var code = code(as("alice"));
      Files.writeString(directory.resolve("alice"), "another-token-of-alice");
      Files.setLastModifiedTime(directory.resolve("alice"), FileTime.fromMillis(1_000_000));
      assertThat(redeem(code).status()).isEqualTo(401);
    }

    @Test
    void isNotGivenToPagesNorToNobody() {
      var login = redeem(code(server.admin()));
      var page = server.http().with("Cookie", cookie(login)).with("X-Latchkey-CSRF", "1");
      assertThat(page.json("POST", "/api/v1/session/codes", "{}").status()).isEqualTo(403);
      assertThat(server.http().json("POST", "/api/v1/session/codes", "{}").status()).isEqualTo(401);
    }

    @Test
    void cannotBeGuessedFast() {
      for (int i = 0; i < 5; i++) {
        assertThat(redeem("guess-" + i).status()).isEqualTo(401);
      }
      assertThat(redeem("guess-6").status()).isEqualTo(429);
    }
  }

  @Nested
  class WhenNothingCanBeChanged {
    @Test
    void notEvenTheAdminCan() throws Exception {
      server.close();
      server = start(true, true);
      for (var path :
          List.of("/api/v1/off", "/api/v1/rollback", "/api/v1/targets", "/api/v1/config/persist")) {
        assertThat(server.admin().json("POST", path, "{}").problem()).isEqualTo("read-only");
      }
      assertThat(server.http().get("/api/v1/session").json().path("readOnly").asBoolean()).isTrue();
      assertThat(server.admin().get("/api/v1/status").status()).isEqualTo(200);
    }
  }

  @Nested
  class WhenOthersCanReachIt {
    @Test
    void viewersRead() throws Exception {
      server.close();
      server = start(false, false);
      assertThat(server.http().get("/api/v1/config").status()).isEqualTo(401);
      assertThat(server.http().get("/api/v1/session").body()).doesNotContain("role");
      assertThat(as("probe").get("/api/v1/config").status()).isEqualTo(200);
    }
  }

  @Nested
  class WhenSomebodyGuesses {
    @Test
    void bearersHaveToWaitToo() {
      for (int i = 0; i < 5; i++) {
        var wrong = server.http().bearer("guess-" + i).json("POST", "/api/v1/off", "{}");
        assertThat(wrong.status()).isEqualTo(401);
      }
      var next = server.http().bearer("guess-5").json("POST", "/api/v1/off", "{}");
      assertThat(next.status()).isEqualTo(429);
      assertThat(next.header("Retry-After")).isEqualTo("1");
      // Whoever has the right token is not kept out meanwhile.
      assertThat(server.admin().json("POST", "/api/v1/off", "{}").status()).isEqualTo(200);
      assertThat(
              server
                  .http()
                  .json("POST", "/api/v1/session", "{\"token\":\"" + server.token() + "\"}")
                  .status())
          .isEqualTo(200);
      server.app().ticker().advance(Duration.ofSeconds(1));
      assertThat(server.admin().json("POST", "/api/v1/off", "{}").status()).isEqualTo(200);
    }

    @Test
    void aJobWithAnOldTokenKeepsNobodyOut() {
      for (int i = 0; i < 50; i++) {
        assertThat(server.http().bearer("old-token").get("/api/v1/status").status()).isEqualTo(401);
      }
      assertThat(server.admin().json("POST", "/api/v1/off", "{}").status()).isEqualTo(200);
    }
  }

  @Nested
  class WhenSomebodyCallsInATightLoop {
    @Test
    void theyHaveToWaitAndWhatSwitchesOffIsNotRefused() {
      int refused = 0;
      for (int i = 0; i < 230; i++) {
        var answer = server.admin().json("PATCH", "/api/v1/phases/jwks", "{\"rollout\":5}");
        refused += answer.status() == 429 ? 1 : 0;
      }
      assertThat(refused).isEqualTo(30);
      assertThat(server.admin().json("POST", "/api/v1/off", "{}").status()).isEqualTo(200);
      server.app().ticker().advance(Duration.ofSeconds(1));
      assertThat(server.admin().json("PATCH", "/api/v1/phases/jwks", "{\"rollout\":5}").status())
          .isEqualTo(200);
    }
  }

  @Nested
  class ATokenFile {
    @ParameterizedTest
    @CsvSource({"rw-r--r--, true", "rw-rw----, true", "rw----rw-, true", "r--r-----, false"})
    void isRefusedWhenOthersCanReadOrChangeIt(String mode, boolean refused) throws Exception {
      server.close();
      Files.setPosixFilePermissions(
          directory.resolve("token"), PosixFilePermissions.fromString(mode));
      server = start(false, true);
      assertThat(server.bound().refusals()).hasSize(refused ? 1 : 0);
      assertThat(server.admin().json("POST", "/api/v1/off", "{}").status())
          .isEqualTo(refused ? 401 : 200);
      if (refused) {
        assertThat(server.bound().refusals().get(0)).contains("chmod 600").contains("token");
        assertThat(server.http().get("/api/v1/session").json().path("tokenState").asText())
            .isEqualTo("refused");
        Files.setPosixFilePermissions(
            directory.resolve("token"), PosixFilePermissions.fromString("rw-------"));
        Files.setLastModifiedTime(directory.resolve("token"), FileTime.fromMillis(1_000_000));
        server.app().ticker().advance(Duration.ofMinutes(1));
        assertThat(server.admin().json("POST", "/api/v1/off", "{}").status()).isEqualTo(200);
      }
    }
  }
}
