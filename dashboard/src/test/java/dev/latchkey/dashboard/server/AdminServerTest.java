package dev.latchkey.dashboard.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.dashboard.server.WireClient.Answer;
import dev.latchkey.runtime.jwks.KeySetLookup;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.store.FingerprintBuilder;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The admin server as a client sees it. */
class AdminServerTest {
  private static final String JWKS = "/api/v1/phases/jwks";
  private static final String ON = "{\"enabled\": true, \"rollout\": 10, \"reason\": \"try\"}";

  @TempDir private File folder;
  private RunningServer server;
  private WireClient client;

  @BeforeEach
  void start() {
    server = new RunningServer(folder);
    client = server.client();
  }

  /** What holds for every answer, whatever the test asked for. */
  @AfterEach
  void stop() throws IOException {
    try {
      String token = server.token();
      assertThat(client.answers())
          .allSatisfy(
              answer -> {
                assertThat(answer.header("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe");
                assertThat(answer.header("X-Content-Type-Options")).hasValue("nosniff");
                assertThat(answer.header("Cache-Control")).hasValue("no-store");
                assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
                assertThat(answer.header("Server")).isEmpty();
                assertThat(answer.toString()).doesNotContain(token);
              });
    } finally {
      server.close();
    }
  }

  private static JsonNode json(Answer answer) throws IOException {
    return Json.read(answer.body());
  }

  private static void assertProblem(Answer answer, int status, String type) throws IOException {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).hasValue("application/problem+json");
    assertThat(json(answer).path("type").asText())
        .isEqualTo("https://latchkey.dev/problems/" + type);
    assertThat(json(answer).path("status").asInt()).isEqualTo(status);
  }

  @Nested
  @DisplayName("X-4 where a request comes from")
  class Provenance {
    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:PORT", "127.0.0.1", "127.0.0.1:1", ""})
    void anotherHostIsMisdirected(String host) throws IOException {
      String header = "Host: " + host.replace("PORT", String.valueOf(server.port()));
      assertProblem(client.get("/api/v1/status", header), 421, "bad-host");
      assertProblem(client.get("/", header), 421, "bad-host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "LOCALHOST", "[::1]"})
    void everyNameOfLoopbackIsOurs(String host) throws IOException {
      String header = "Host: " + host + ":" + server.port();
      assertThat(client.get("/api/v1/status", header).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"http://evil.example", "null", "https://127.0.0.1:PORT", "http://127.0.0.1:1"})
    void anotherOriginIsForbidden(String origin) throws IOException {
      String header = "Origin: " + origin.replace("PORT", String.valueOf(server.port()));
      assertProblem(client.get("/api/v1/status", header), 403, "forbidden-origin");
      assertProblem(
          client.send("PATCH", JWKS, ON, header, server.bearer()), 403, "forbidden-origin");
      assertThat(server.runtime().phases().state(Phase.JWKS).enabled()).isFalse();
    }

    @Test
    void ourOwnPageMayAsk() throws IOException {
      String origin = "Origin: http://127.0.0.1:" + server.port();
      assertThat(client.get("/api/v1/status", origin, "Sec-Fetch-Site: same-origin").status())
          .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site"})
    void anotherSiteMayOnlyLinkToThePage(String site) throws IOException {
      String header = "Sec-Fetch-Site: " + site;
      assertProblem(client.get("/api/v1/status", header), 403, "forbidden-origin");
      assertProblem(client.get("/", header), 403, "forbidden-origin");
      assertProblem(
          client.get("/api/v1/status", header, "Sec-Fetch-Mode: navigate"),
          403,
          "forbidden-origin");
      assertThat(client.get("/", header, "Sec-Fetch-Mode: navigate").status()).isEqualTo(200);
    }
  }

  @Nested
  @DisplayName("X-4 what a request may do")
  class Rights {
    @Test
    void aChangeWithoutTheTokenIsRefused() throws IOException {
      assertProblem(client.send("PATCH", JWKS, ON), 401, "unauthenticated");
      assertProblem(client.send("POST", "/api/v1/off", ""), 401, "unauthenticated");
      assertProblem(client.send("DELETE", "/api/v1/caches/jwks", ""), 401, "unauthenticated");
      assertThat(server.runtime().phases().state(Phase.JWKS).enabled()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer wrong", "Bearer ", "Bearer", "Basic TOKEN", "TOKEN"})
    void aWrongTokenIsRefused(String value) throws IOException {
      String header = "Authorization: " + value.replace("TOKEN", server.token());
      assertProblem(client.send("PATCH", JWKS, ON, header), 401, "unauthenticated");
    }

    @Test
    void aReplacedTokenIsRevokedAtOnceWithItsSessions() throws IOException {
      String old = server.bearer();
      String cookie = signIn();
      Files.writeString(server.tokenFile().toPath(), "another-token\n");

      assertProblem(client.send("PATCH", JWKS, ON, old), 401, "unauthenticated");
      assertProblem(
          client.send("PATCH", JWKS, ON, cookie, "X-Latchkey-CSRF: 1"), 401, "unauthenticated");
      assertThat(client.send("PATCH", JWKS, ON, server.bearer()).status()).isEqualTo(200);
    }

    @Test
    void theTokenFileIsTheUsersAlone() throws IOException {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(server.tokenFile().toPath())))
          .isEqualTo("rw-------");
    }
  }

  @Nested
  class SigningIn {
    @Test
    void givesACookieThatNoScriptAndNoOtherSiteCanUse() throws IOException {
      Answer answer = client.send("POST", "/api/v1/session", login(server.token()));

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Set-Cookie").orElseThrow())
          .startsWith("latchkey-" + server.port() + "=")
          .contains("; HttpOnly")
          .contains("; SameSite=Strict")
          .contains("; Path=/");
    }

    @Test
    void aSessionChangesOnlyWithTheHeaderOfOurPages() throws IOException {
      String cookie = signIn();

      assertProblem(client.send("PATCH", JWKS, ON, cookie), 401, "unauthenticated");
      assertThat(client.send("PATCH", JWKS, ON, cookie, "X-Latchkey-CSRF: 1").status())
          .isEqualTo(200);
    }

    @Test
    void aSessionEndsWithSigningOut() throws IOException {
      String cookie = signIn();
      assertThat(json(client.get("/api/v1/session", cookie)).path("signedIn").asBoolean()).isTrue();

      Answer out = client.send("DELETE", "/api/v1/session", "", cookie);

      assertThat(out.status()).isEqualTo(204);
      assertThat(out.header("Set-Cookie").orElseThrow()).contains("Max-Age=0");
      assertThat(json(client.get("/api/v1/session", cookie)).path("signedIn").asBoolean())
          .isFalse();
      assertProblem(
          client.send("PATCH", JWKS, ON, cookie, "X-Latchkey-CSRF: 1"), 401, "unauthenticated");
    }

    @Test
    void wrongTokensAreThrottled() throws IOException {
      for (int i = 0; i < 5; i++) {
        assertProblem(
            client.send("POST", "/api/v1/session", login("wrong")), 401, "unauthenticated");
      }
      assertProblem(client.send("POST", "/api/v1/session", login("wrong")), 429, "rate-limited");
      assertProblem(
          client.send("POST", "/api/v1/session", login(server.token())), 429, "rate-limited");
      assertThat(client.send("PATCH", JWKS, ON, server.bearer()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"token\": 7}", "token"})
    void aBodyWithoutATokenIsNamed(String body) throws IOException {
      Answer answer = client.send("POST", "/api/v1/session", body);
      assertProblem(answer, 400, "validation");
      assertThat(json(answer).at("/errors/0/pointer").asText()).isEqualTo("/token");
    }
  }

  @Nested
  class Phases {
    @Test
    void areChangedWithTheTokenAndCarryAVersion() throws IOException {
      String before = client.get(JWKS).header("ETag").orElseThrow();
      Answer answer = client.send("PATCH", JWKS, ON, server.bearer(), "If-Match: " + before);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(json(answer).path("enabled").asBoolean()).isTrue();
      assertThat(json(answer).path("rollout").asInt()).isEqualTo(10);
      assertThat(answer.header("ETag").orElseThrow())
          .isEqualTo("\"p-jwks-" + json(answer).path("version").asLong() + "\"")
          .isNotEqualTo(before);
      assertThat(client.get("/api/v1/phases/1").body()).isEqualTo(answer.body());
      assertThat(client.get("/api/v1/events").body()).contains("phase.changed").contains("try");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"p-jwks-99\"", "\"p-jwt-1\"", "\"other\"", "p-jwks-1", ""})
    void aStaleVersionIsRefused(String tag) throws IOException {
      assertProblem(
          client.send("PATCH", JWKS, ON, server.bearer(), "If-Match: " + tag), 412, "stale");
      assertThat(server.runtime().phases().state(Phase.JWKS).enabled()).isFalse();
    }

    @Test
    void anUnavailablePhaseIsAConflict() throws IOException {
      assertProblem(
          client.send("PATCH", "/api/v1/phases/pool", ON, server.bearer()), 409, "conflict");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "{\"enable\": true} | /enable",
          "{\"a/b~c\": true} | /a~1b~0c",
          "{\"enabled\": \"yes\"} | /enabled",
          "{\"enabled\": null} | /enabled",
          "{\"rollout\": 101} | /rollout",
          "{\"rollout\": -1} | /rollout",
          "{\"rollout\": 1.5} | /rollout",
          "{\"rollout\": 99999999999} | /rollout",
          "{\"enabled\": true, \"reason\": 7} | /reason",
          "{} | ''",
          "{\"reason\": \"none\"} | ''",
          "[] | ''",
          "true | ''",
          "{\"enabled\": | ''",
          "{\"enabled\": true} {} | ''",
          "{\"enabled\": true, \"enabled\": false} | ''",
        })
    void whatDoesNotFitIsNamed(String body, String pointer) throws IOException {
      Answer answer = client.send("PATCH", JWKS, body, server.bearer());
      assertProblem(answer, 400, "validation");
      assertThat(json(answer).at("/errors/0/pointer").asText()).isEqualTo(pointer);
      assertThat(server.runtime().phases().state(Phase.JWKS).enabled()).isFalse();
    }

    @Test
    void aReasonIsBoundedBecauseItIsKept() throws IOException {
      String body = "{\"enabled\": true, \"reason\": \"%s\"}";
      Answer tooLong = client.send("PATCH", JWKS, body.formatted("x".repeat(301)), server.bearer());
      assertProblem(tooLong, 400, "validation");
      assertThat(json(tooLong).at("/errors/0/pointer").asText()).isEqualTo("/reason");
      assertThat(
              client.send("PATCH", JWKS, body.formatted("x".repeat(300)), server.bearer()).status())
          .isEqualTo(200);
    }

    @Test
    void aBodyDeepInBracketsIsRefused() throws IOException {
      assertProblem(
          client.send("PATCH", JWKS, "[".repeat(60_000), server.bearer()), 400, "validation");
    }

    @Test
    void aMissingBodyIsRefused() throws IOException {
      assertProblem(client.send("PATCH", JWKS, "", server.bearer()), 400, "validation");
    }

    @Test
    void aBodyBeyondTheBoundIsRefused() throws IOException {
      String body = " ".repeat((int) AdminHandler.MOST_BYTES + 1);
      assertProblem(client.send("PATCH", JWKS, body, server.bearer()), 413, "too-large");
    }

    @Test
    void anotherTypeThanJsonIsRefused() throws IOException {
      assertProblem(
          client.send("PATCH", JWKS, ON, server.bearer(), "Content-Type: text/plain"),
          415,
          "unsupported-type");
    }

    @Test
    void areAllTurnedOffAtOnce() throws IOException {
      client.send("PATCH", JWKS, ON, server.bearer());
      client.send("PATCH", "/api/v1/phases/jwt", ON, server.bearer());

      Answer answer = client.send("POST", "/api/v1/off", "", server.bearer());

      assertThat(answer.status()).isEqualTo(200);
      assertThat(json(answer).path("phases")).hasSize(Phase.values().length);
      assertThat(server.runtime().phases().states()).noneMatch(state -> state.enabled());
    }
  }

  @Nested
  class Reading {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "/api/v1/status",
          "/api/v1/summary",
          "/api/v1/summary?window=20s",
          "/api/v1/phases",
          "/api/v1/phases/jwt",
          "/api/v1/targets",
          "/api/v1/caches",
          "/api/v1/caches/jwt",
          "/api/v1/timeseries",
          "/api/v1/timeseries?range=1h&after=0",
          "/api/v1/events?after=0",
          "/api/v1/openapi.json",
          "/api/v1/session"
        })
    void answersWithJson(String path) throws IOException {
      Answer answer = client.get(path);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Content-Type")).hasValue("application/json");
      assertThat(json(answer).isObject()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/api/v1/summary?window=61s",
          "/api/v1/summary?window=",
          "/api/v1/summary?window=0s",
          "/api/v1/timeseries?range=2h",
          "/api/v1/timeseries?range=999999999999999999h",
          "/api/v1/timeseries?range=m",
          "/api/v1/timeseries?after=-1",
          "/api/v1/events?after=x"
        })
    void aParameterThatDoesNotFitIsRefused(String path) throws IOException {
      assertProblem(client.get(path), 400, "validation");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/nothing",
          "/api/v1/nothing",
          "/api/v1/phases/6",
          "/api/v1/phases/",
          "/api/v1/phases/jwks/more",
          "/api/v1/caches/db",
          "/ui/nothing.js",
          "/ui/../openapi.js",
          "/ui/%2e%2e/openapi.js"
        })
    void anUnknownPathIsNotFound(String path) throws IOException {
      assertProblem(client.get(path), 404, "not-found");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "POST | /api/v1/status | GET",
          "PUT | /api/v1/phases/jwks | GET, PATCH",
          "DELETE | /api/v1/phases/jwks | GET, PATCH",
          "GET | /api/v1/off | POST",
          "POST | /api/v1/caches/jwks | DELETE, GET",
          "PUT | /api/v1/session | DELETE, GET, POST",
          "POST | / | GET"
        })
    void anotherMethodIsNotAllowed(String method, String path, String allowed) throws IOException {
      Answer answer = client.send(method, path, "", server.bearer());
      assertProblem(answer, 405, "method-not-allowed");
      assertThat(answer.header("Allow")).hasValue(allowed);
    }

    @Test
    void aHeadHasNoBody() throws IOException {
      Answer answer = client.send("HEAD", "/api/v1/status", "");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEmpty();
    }

    @Test
    void healthAndReadinessNeedNothing() throws IOException {
      assertThat(client.get("/healthz").body()).isEqualTo("ok\n");
      assertThat(client.get("/readyz").body()).isEqualTo("ready\n");
    }

    @Test
    void metricsAreStableText() throws IOException {
      Answer first = client.get("/metrics");

      assertThat(first.status()).isEqualTo(200);
      assertThat(first.header("Content-Type").orElseThrow()).startsWith("text/plain");
      assertThat(first.body())
          .contains("latchkey_build_info{jvm=\"Test JVM\",version=\"0.1.0\"} 1")
          .contains("latchkey_phase_enabled{phase=\"jwks\"} 0.0");
      assertThat(client.get("/metrics").body()).isEqualTo(first.body());
    }

    @Test
    void aFigureThatIsNotThereIsNull() throws IOException {
      JsonNode summary = json(client.get("/api/v1/summary"));
      assertThat(summary.at("/auth/p99Millis").isNull()).isTrue();
      assertThat(summary.path("successRatio").isNull()).isTrue();
    }
  }

  @Nested
  class Caches {
    @Test
    void areDroppedAndSayHowManyEntriesThereWere() throws IOException {
      var source = FingerprintBuilder.of("test").text("https://issuer.example/keys").build();
      var keySets = server.runtime().keySets();
      var fetch = (KeySetLookup.Fetch) keySets.lookup(source, List.of("k1"));
      keySets.fetched(
          fetch.ticket(), "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"k1\"}]}", "application/json");
      assertThat(json(client.get("/api/v1/caches/jwks")).path("entries").asInt()).isEqualTo(1);

      Answer answer = client.send("DELETE", "/api/v1/caches/jwks", "", server.bearer());

      assertThat(answer.status()).isEqualTo(200);
      assertThat(json(answer).path("removed").asInt()).isEqualTo(1);
      assertThat(json(client.get("/api/v1/caches/jwks")).path("entries").asInt()).isZero();
      assertThat(client.get("/api/v1/events").body()).contains("cache.invalidated");
    }
  }

  @Nested
  class PagesOfTheDashboard {
    @Test
    void areAtTheRoot() throws IOException {
      Answer page = client.get("/");
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.header("Content-Type")).hasValue("text/html; charset=utf-8");
      assertThat(page.body()).contains("ui/main.js");
      assertThat(client.get("/ui/main.js").header("Content-Type"))
          .hasValue("text/javascript; charset=utf-8");
    }

    @ParameterizedTest
    @CsvSource({
      "/dashboard, ./",
      "/dashboard/, ../",
      "/ui, ./",
      "/ui/, ../",
      "/ui/phases, ../",
      "/ui/phases/3, ../../",
      "/api/performance/dashboard, ../../",
      "/api/performance/dashboard/, ../../../"
    })
    void otherAddressesLeadThere(String path, String home) throws IOException {
      Answer answer = client.get(path);
      assertThat(answer.status()).isEqualTo(302);
      assertThat(answer.header("Location")).hasValue(home);
      assertThat(java.net.URI.create("http://h" + path).resolve(home).getPath()).isEqualTo("/");
    }
  }

  @Nested
  class Life {
    @Test
    void aTakenPortGivesWayToAnother(@TempDir File other) throws IOException {
      try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
          RunningServer second = new RunningServer(other, taken.getLocalPort())) {
        assertThat(second.port()).isNotZero().isNotEqualTo(taken.getLocalPort());
        assertThat(second.client().get("/healthz").status()).isEqualTo(200);
      }
      server.close();
      await().untilAsserted(() -> assertThat(ours()).isEmpty());
    }

    @Test
    void threadsAreDaemonsAndEndWithTheServer() throws IOException {
      client.get("/api/v1/status");
      assertThat(ours()).isNotEmpty().allMatch(Thread::isDaemon);

      server.close();
      server.close();

      await().untilAsserted(() -> assertThat(ours()).isEmpty());
    }

    private static List<Thread> ours() {
      return Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> thread.getName().startsWith("latchkey-admin"))
          .toList();
    }
  }

  private String signIn() throws IOException {
    String cookie =
        client
            .send("POST", "/api/v1/session", login(server.token()))
            .header("Set-Cookie")
            .orElseThrow();
    return "Cookie: " + cookie.substring(0, cookie.indexOf(';'));
  }

  private static String login(String token) {
    return Json.write(Json.object().put("token", token));
  }
}
