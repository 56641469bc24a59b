package dev.latchkey.dashboard.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.dashboard.Http;
import dev.latchkey.dashboard.TestServer;
import java.io.File;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTest {
  private static final String[] HANDSHAKE = {
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol: latchkey.v1"
  };

  private TestServer server;

  @BeforeAll
  void start(@TempDir File directory) throws IOException {
    server = new TestServer(directory);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private String filled(String template) {
    return template.replace("PORT", Integer.toString(server.port()));
  }

  private Http handshake() {
    var http = server.http().with("Connection", "Upgrade");
    for (var header : HANDSHAKE) {
      var parts = header.split(": ");
      http = http.with(parts[0], parts[1]);
    }
    return http;
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:PORT, 200",
    "localhost:PORT, 200",
    "LOCALHOST:PORT, 200",
    "[::1]:PORT, 200",
    "127.0.0.1, 421",
    "127.0.0.1:1, 421",
    "localhost.:PORT, 421",
    "attacker.example:PORT, 421",
    "attacker.example, 421",
    "127.0.0.1.attacker.example:PORT, 421",
    "127.0.0.2:PORT, 421",
    "0.0.0.0:PORT, 421"
  })
  void answersToItsOwnNamesOnly(String host, int status) {
    var answer = server.http().with("Host", filled(host)).get("/api/v1/status");
    assertThat(answer.status()).isEqualTo(status);
    if (status == 421) {
      assertThat(answer.problem()).isEqualTo("bad-host");
    }
  }

  @Test
  void refusesTheNameInTheRequestLine() {
    // Undertow itself refuses a name that differs from the Host header.
    assertThat(server.http().get("http://attacker.example/api/v1/status").status()).isEqualTo(400);
    var own = "http://127.0.0.1:" + server.port() + "/api/v1/status";
    assertThat(server.http().get(own).status()).isEqualTo(421);
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:PORT, 200",
    "http://localhost:PORT, 403",
    "https://127.0.0.1:PORT, 403",
    "http://127.0.0.1:1, 403",
    "http://attacker.example, 403",
    "null, 403",
    "file://, 403"
  })
  void acceptsItsOwnOriginOnly(String origin, int status) {
    var answer = server.http().with("Origin", filled(origin)).get("/api/v1/status");
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
  }

  @ParameterizedTest
  @CsvSource({
    "none, navigate, document, /, 200",
    "same-origin, cors, empty, /api/v1/status, 200",
    "cross-site, navigate, document, /, 200",
    "cross-site, navigate, document, /dashboard, 200",
    "cross-site, navigate, document, /api/v1/status, 403",
    "cross-site, navigate, document, /ui/app.js, 403",
    "cross-site, navigate, iframe, /, 403",
    "cross-site, no-cors, script, /ui/app.js, 403",
    "cross-site, no-cors, image, /, 403",
    "same-site, no-cors, script, /api/v1/status, 403",
    "same-site, navigate, document, /, 200"
  })
  void believesTheBrowserAboutOtherSites(
      String site, String mode, String dest, String path, int status) {
    var answer =
        server
            .http()
            .with("Sec-Fetch-Site", site)
            .with("Sec-Fetch-Mode", mode)
            .with("Sec-Fetch-Dest", dest)
            .get(path);
    assertThat(answer.status()).isEqualTo(status);
  }

  @Test
  void aCorsPreflightGetsNoPermission() {
    var answer =
        server
            .http()
            .with("Origin", "http://attacker.example")
            .with("Access-Control-Request-Method", "PATCH")
            .send("OPTIONS", "/api/v1/phases/jwks", "");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
  }

  @Nested
  class AWebSocketHandshake {
    @Test
    void isAcceptedFromTheOwnPage() {
      var origin = "http://127.0.0.1:" + server.port();
      var answer = handshake().with("Origin", origin).get("/api/v1/live");
      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.header("Sec-WebSocket-Protocol")).isEqualTo("latchkey.v1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://attacker.example", "null", "http://localhost:1"})
    void isRefusedFromAnotherSite(String origin) {
      assertThat(handshake().with("Origin", origin).get("/api/v1/live").status()).isEqualTo(403);
    }

    @Test
    void isRefusedUnderAnotherName() {
      var answer =
          handshake().with("Host", "attacker.example:" + server.port()).get("/api/v1/live");
      assertThat(answer.status()).isEqualTo(421);
    }

    @Test
    void isRefusedWhenTheBrowserSaysCrossSite() {
      var answer = handshake().with("Sec-Fetch-Site", "cross-site").get("/api/v1/live");
      assertThat(answer.status()).isEqualTo(403);
    }

    @Test
    void isToldToPlainRequests() {
      var answer = server.http().get("/api/v1/live");
      assertThat(answer.status()).isEqualTo(426);
      assertThat(answer.header("Upgrade")).isEqualTo("websocket");
    }
  }

  @Nested
  class AChange {
    private static final String ON = "{\"rollout\":50}";

    @Test
    void needsTheToken() {
      var answer = server.http().json("PATCH", "/api/v1/phases/jwks", ON);
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "Bearer x", "Basic dXNlcjpwYXNz", "bearer", "Bearer TOKEN2"})
    void refusesAWrongOne(String value) {
      var wrong = value.replace("TOKEN", server.token());
      var answer =
          server.http().with("Authorization", wrong).json("PATCH", "/api/v1/phases/jwks", ON);
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.body()).doesNotContain(server.token());
    }

    @Test
    void isMadeWithTheRightOne() {
      assertThat(server.admin().json("PATCH", "/api/v1/phases/jwks", ON).status()).isEqualTo(200);
    }

    @Test
    void isNotedWhenItWasRefused() {
      server.http().json("POST", "/api/v1/off", "{}");
      assertThat(server.app().events().after(0))
          .anySatisfy(event -> assertThat(event.kind()).isEqualTo("admin.denied"));
    }

    @Test
    void isLimitedInLength() {
      var answer =
          server.admin().with("Content-Length", "65537").json("PATCH", "/api/v1/phases/jwks", "{");
      assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void isLimitedInLengthWithoutALengthToo() {
      var chunk = "8000\r\n" + " ".repeat(0x8000) + "\r\n";
      var answer =
          server
              .admin()
              .with("Transfer-Encoding", "chunked")
              .with("Content-Length", "")
              .json("PATCH", "/api/v1/phases/jwks", chunk + chunk + chunk + "0\r\n\r\n");
      assertThat(answer.status()).isIn(400, 413);
    }

    @Test
    void mustBeJsonByItsType() {
      var form = server.admin().with("Content-Type", "text/plain");
      assertThat(form.send("PATCH", "/api/v1/phases/jwks", ON).status()).isEqualTo(415);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE, /api/v1/status, 'GET, HEAD'",
    "POST, /api/v1/phases/jwks, 'GET, HEAD, PATCH'",
    "GET, /api/v1/off, POST",
    "TRACE, /, 'GET, HEAD'",
    "PUT, /ui/app.js, 'GET, HEAD'",
    "POST, /metrics, 'GET, HEAD'"
  })
  void namesTheMethodsThatThereAre(String method, String path, String allowed) {
    var answer = server.admin().send(method, path, "");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).isEqualTo(allowed);
    assertThat(answer.problem()).isEqualTo("method-not-allowed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nope",
        "/api/v1/nope",
        "/api/v1/phases/nope",
        "/api/v1/caches/auth",
        "/ui/no.js"
      })
  void tellsThatNothingIsThere(String path) {
    var answer = server.http().get(path);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.problem()).isEqualTo("not-found");
  }

  @Test
  void everyAnswerCarriesTheSecurityHeaders() {
    for (var path : new String[] {"/", "/ui/app.js", "/api/v1/status", "/nope", "/metrics"}) {
      var answer = server.http().get(path);
      assertThat(answer.header("Content-Security-Policy").replaceFirst(" 'sha256-[^']+'", ""))
          .isEqualTo(
              "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src"
                  + " 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none';"
                  + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types"
                  + " lit-html");
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
      assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
      assertThat(answer.headers()).doesNotContainKeys("server", "access-control-allow-origin");
    }
  }

  @Nested
  class ASession {
    private String login() {
      var answer =
          server.http().json("POST", "/api/v1/session", "{\"token\":\"" + server.token() + "\"}");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Set-Cookie"))
          .startsWith("latchkey-session-" + server.port() + "=")
          .contains("; HttpOnly; SameSite=Strict;");
      var cookie = Pattern.compile("^[^;]+").matcher(answer.header("Set-Cookie"));
      assertThat(cookie.find()).isTrue();
      return cookie.group();
    }

    @Test
    void allowsChangesThatTheDashboardSends() {
      var http = server.http().with("Cookie", login()).with("X-Latchkey-CSRF", "1");
      assertThat(http.json("POST", "/api/v1/off", "{}").status()).isEqualTo(200);
      assertThat(http.json("DELETE", "/api/v1/caches/jwks", "").status()).isEqualTo(200);
      assertThat(http.get("/api/v1/session").json().path("authenticated").asBoolean()).isTrue();
    }

    @Test
    void aloneAllowsNoChange() {
      var http = server.http().with("Cookie", login());
      assertThat(http.json("POST", "/api/v1/off", "{}").problem()).isEqualTo("csrf");
      var form = http.with("X-Latchkey-CSRF", "1").with("Content-Type", "text/plain");
      assertThat(form.send("POST", "/api/v1/off", "{}").problem()).isEqualTo("csrf");
    }

    @Test
    void endsWithTheLogout() {
      var http = server.http().with("Cookie", login()).with("X-Latchkey-CSRF", "1");
      assertThat(http.json("DELETE", "/api/v1/session", "").status()).isEqualTo(204);
      assertThat(http.json("POST", "/api/v1/off", "{}").status()).isEqualTo(401);
    }

    @Test
    void isNotBegunByAForm() {
      var form = server.http().with("Content-Type", "text/plain");
      var body = "{\"token\":\"" + server.token() + "\"}";
      assertThat(form.send("POST", "/api/v1/session", body).status()).isEqualTo(415);
    }
  }

  @Nested
  class WhenOthersCanReachIt {
    @Test
    void readingNeedsTheTokenAndThePageDoesNot(@TempDir File directory) throws IOException {
      try (var remote = new TestServer(directory, false)) {
        for (var path : new String[] {"/api/v1/status", "/metrics", "/api/v1/events"}) {
          assertThat(remote.http().get(path).status()).as(path).isEqualTo(401);
          assertThat(remote.admin().get(path).status()).as(path).isEqualTo(200);
        }
        for (var path : new String[] {"/", "/healthz", "/ui/app.js", "/api/v1/session"}) {
          assertThat(remote.http().get(path).status()).as(path).isEqualTo(200);
        }
        assertThat(remote.http().get("/api/v1/session").body()).doesNotContain("tokenFile");
      }
    }
  }

  @Nested
  class WhenLoginsFail {
    @Test
    void theNextHasToWait(@TempDir File directory) throws IOException {
      try (var other = new TestServer(directory)) {
        for (int i = 0; i < 5; i++) {
          var answer =
              other.http().json("POST", "/api/v1/session", "{\"token\":\"guess-" + i + "\"}");
          assertThat(answer.status()).isEqualTo(401);
        }
        var wrong = "{\"token\":\"guess-5\"}";
        var throttled = other.http().json("POST", "/api/v1/session", wrong);
        assertThat(throttled.status()).isEqualTo(429);
        assertThat(throttled.header("Retry-After")).isEqualTo("1");
        // Whoever has the token is not kept out by those who guess it.
        var right = "{\"token\":\"" + other.token() + "\"}";
        assertThat(other.http().json("POST", "/api/v1/session", right).status()).isEqualTo(200);
      }
    }
  }
}
