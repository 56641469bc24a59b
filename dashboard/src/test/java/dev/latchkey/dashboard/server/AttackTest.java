package dev.latchkey.dashboard.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.dashboard.Http;
import dev.latchkey.dashboard.Http.Answer;
import dev.latchkey.dashboard.TestServer;
import dev.latchkey.dashboard.recording.Bundle;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody with ill intent sends. Nothing of it may be a failure of ours. */
class AttackTest {
  private static final long SEED = 20_261_127;
  private static final int REQUESTS = 1_500;
  private static final Duration LIMIT = Duration.ofSeconds(Integer.getInteger("fuzz.seconds", 10));
  private static final String[] CHANGES = {
    "PATCH /api/v1/phases/jwks",
    "POST /api/v1/phases/jwt/rollout",
    "POST /api/v1/phases/jwt/pause",
    "POST /api/v1/targets",
    "DELETE /api/v1/targets/legacy-login",
    "DELETE /api/v1/caches/jwt",
    "POST /api/v1/revocations",
    "POST /api/v1/session",
    "PUT /api/v1/database/advice/none/judgment",
    "POST /api/v1/off"
  };
  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    ",",
    "null",
    "true",
    "1e999",
    "-0",
    "\\u0000",
    "\uD800",
    "\"rollout\"",
    "\"enabled\"",
    "\"plan\"",
    "\"name\"",
    "\"class\"",
    "\"method\"",
    "\"layer\"",
    "\"reason\"",
    "99999999999999999999",
    "\"a\\r\\nX-Evil: 1\"",
    "${jndi:ldap://x}",
    "'; --",
    "/*"
  };

  private static final String[] VALUES = {
    "2026-11-24T12:00:00Z",
    "+999999999-12-31T23:59:59Z",
    "-1",
    "9223372036854775807",
    "1h",
    "99999999999d",
    "auth.p95",
    "jwt",
    "auth",
    "html",
    "csv",
    "*",
    "a b"
  };

  private TestServer server;

  @BeforeEach
  void start(@TempDir File directory) throws IOException {
    server = new TestServer(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String body(Random random) {
    var body = new StringBuilder(random.nextBoolean() ? "{" : "");
    for (int i = random.nextInt(40); i > 0; i--) {
      body.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return random.nextInt(50) == 0 ? body + "[".repeat(5_000) : body.toString();
  }

  private long failures() {
    return server.app().services().metrics().errors().total();
  }

  @Test
  void malformedBodiesAreTheCallersFault() {
    var random = new Random(SEED);
    long end = System.nanoTime() + LIMIT.toNanos();
    int sent = 0;
    for (; sent < REQUESTS && System.nanoTime() < end; sent++) {
      server.app().ticker().advance(Duration.ofSeconds(1));
      var change = CHANGES[random.nextInt(CHANGES.length)].split(" ");
      var body = body(random);
      Answer answer = server.admin().json(change[0], change[1], body);
      assertThat(answer.status()).as("%s with %s", change[1], body).isLessThan(500);
      assertThat(answer.headers()).doesNotContainKey("x-evil");
      if (answer.status() >= 400) {
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).doesNotContain("Exception").doesNotContain(server.token());
      }
    }
    assertThat(sent).as("requests within the limit").isGreaterThan(50);
    assertThat(failures()).isZero();
  }

  /** Of every resource, with the parameters that some have. */
  @Test
  void parametersAreReadOrRefused() {
    var random = new Random(SEED);
    var openapi = server.http().get("/api/v1/openapi.json").json().path("paths");
    var paths = new ArrayList<String>();
    openapi.fieldNames().forEachRemaining(paths::add);
    paths.remove("/api/v1/live");
    var names = openapi.findValuesAsText("name").stream().distinct().toList();
    assertThat(names).contains("from", "step", "metric");
    long end = System.nanoTime() + LIMIT.toNanos();
    int rounds = Integer.getInteger("fuzz.rounds", 600);
    int sent = 0;
    for (; sent < rounds && System.nanoTime() < end; sent++) {
      server.app().ticker().advance(Duration.ofSeconds(1));
      var path = paths.get(random.nextInt(paths.size())).replaceAll("\\{\\w+}", value(random));
      var query = names.get(random.nextInt(names.size())) + "=" + value(random);
      var answer = server.admin().get(path + "?" + query);
      assertThat(answer.status()).as("%s?%s", path, query).isIn(200, 304, 400, 404, 405, 410, 426);
      assertThat(answer.headers()).doesNotContainKey("x-evil");
      assertThat(answer.body()).doesNotContain("Exception").doesNotContain(server.token());
    }
    assertThat(sent).as("requests within the limit").isGreaterThan(50);
    assertThat(failures()).isZero();
  }

  private static String value(Random random) {
    var text = new StringBuilder();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      text.append(
          random.nextInt(3) == 0
              ? VALUES[random.nextInt(VALUES.length)]
              : PIECES[random.nextInt(PIECES.length)]);
    }
    return URLEncoder.encode(text.toString(), StandardCharsets.UTF_8).replace("+", "%20");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ui/../../../../etc/passwd",
        "/ui/..%2f..%2f..%2fetc%2fpasswd",
        "/ui/%2e%2e/%2e%2e/openapi.json",
        "/ui/..;/openapi.json",
        "/ui/lib/../../openapi.json",
        "/ui/%00.js",
        "/ui/app.js%00.html",
        "/ui//etc/passwd",
        "/ui/..\\..\\openapi.json",
        "/dashboard/../ui/../openapi.json"
      })
  void pagesLeadNowhereElse(String path) {
    var answer = server.http().get(path);
    assertThat(answer.body()).doesNotContain("root:").doesNotContain("\"openapi\"");
    assertThat(answer.status()).isIn(200, 400, 404);
    if (answer.status() == 200) {
      assertThat(answer.header("Content-Type")).startsWith("text/html");
    }
    assertThat(failures()).isZero();
  }

  @Test
  void namesOfTargetsMakeNoHeaders() {
    var item =
        "{\"name\":\"a\\r\\nX-Evil: 1\",\"layer\":\"other\",\"class\":\"a.B\",\"method\":\"c\"}";
    var added = server.admin().json("POST", "/api/v1/targets", item);
    assertThat(added.status()).isEqualTo(400);
    assertThat(added.headers()).doesNotContainKey("x-evil");
    var asked = server.http().get("/api/v1/targets/a%0d%0aX-Evil:%201");
    assertThat(asked.status()).isEqualTo(404);
    assertThat(asked.headers()).doesNotContainKey("x-evil");
  }

  @Test
  void tenMegabytesAreNotTakenIn() throws IOException {
    try (var socket = socket()) {
      var head =
          "POST /api/v1/off HTTP/1.1\r\nHost: 127.0.0.1:"
              + server.port()
              + "\r\nAuthorization: Bearer "
              + server.token()
              + "\r\nContent-Type: application/json\r\nContent-Length: 10485760\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      var chunk = new byte[64 * 1024];
      try {
        for (int i = 0; i < 160; i++) {
          socket.getOutputStream().write(chunk);
        }
      } catch (IOException closed) {
        // As it may: the answer was given already.
      }
    }
    assertThat(server.app().phases().states()).noneMatch(state -> state.enabled());
    answers();
    assertThat(failures()).isZero();
  }

  @Test
  void slowAndManyConnectionsEndAndLeaveItWell() {
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 1_000; i++) {
        var socket = socket();
        open.add(socket);
        socket.getOutputStream().write("GET /api/v1/st".getBytes(StandardCharsets.ISO_8859_1));
      }
    } catch (IOException refused) {
      // The backlog is full, which is as well.
    } finally {
      open.forEach(AttackTest::close);
    }
    answers();
    assertThat(failures()).isZero();
  }

  /** They stay open while others are answered, and so do a page's feed and its own connection. */
  @Test
  void connectionsThatSayNothingKeepNobodyOut() throws IOException {
    List<Socket> open = new ArrayList<>();
    try (var feed = socket()) {
      feed.getOutputStream().write(handshake().getBytes(StandardCharsets.ISO_8859_1));
      assertThat(feed.getInputStream().read()).isEqualTo('H');
      for (int i = 0; i < 1_000; i++) {
        open.add(socket());
        if (i % 100 == 0) {
          assertThat(server.http().get("/api/v1/status").status()).isEqualTo(200);
        }
      }
      assertThat(server.http().get("/api/v1/status").status()).isEqualTo(200);
      assertThat(server.admin().json("POST", "/api/v1/off", "{}").status()).isEqualTo(200);
      assertOpen(feed);
    } finally {
      open.forEach(AttackTest::close);
    }
    assertThat(failures()).isZero();
  }

  private static void assertOpen(Socket feed) throws IOException {
    feed.setSoTimeout(200);
    var some = new byte[64 * 1024];
    try {
      for (int i = 0; i < 20; i++) {
        assertThat(feed.getInputStream().read(some)).as("not ended").isPositive();
      }
    } catch (SocketTimeoutException quiet) {
      // It is open, and there is nothing to be told.
    }
  }

  private String handshake() {
    return "GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1:"
        + server.port()
        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        + "Sec-WebSocket-Protocol: latchkey.v1\r\n\r\n";
  }

  @Test
  void webSocketsThatSpeakNonsenseAreDropped() throws IOException {
    var random = new Random(SEED);
    for (int i = 0; i < 40; i++) {
      try (var socket = socket()) {
        socket.getOutputStream().write(handshake().getBytes(StandardCharsets.ISO_8859_1));
        try {
          socket.getOutputStream().write(i % 2 == 0 ? nonsense(random) : frames(random));
        } catch (IOException closed) {
          // As it may.
        }
      }
    }
    answers();
    assertThat(failures()).isZero();
  }

  private static byte[] nonsense(Random random) {
    var bytes = new byte[1 + random.nextInt(20_000)];
    random.nextBytes(bytes);
    return bytes;
  }

  /**
   * Well-formed as far as RFC 6455 section 5.2 goes: of every kind, masked or not, in any order.
   */
  private static byte[] frames(Random random) {
    var bytes = new ByteArrayOutputStream();
    for (int i = 1 + random.nextInt(8); i > 0; i--) {
      var payload = body(random).getBytes(StandardCharsets.UTF_8);
      int length = Math.min(payload.length, random.nextInt(126));
      boolean masked = random.nextInt(8) > 0;
      bytes.write((random.nextInt(4) > 0 ? 0x80 : 0) | random.nextInt(12));
      bytes.write((masked ? 0x80 : 0) | length);
      if (masked) {
        // Of zeros, which leave the payload as it is.
        bytes.write(new byte[4], 0, 4);
      }
      bytes.write(payload, 0, length);
    }
    return bytes.toByteArray();
  }

  @Test
  @DisplayName("H-1 a canary in every place of a request is found in no answer to others")
  void nothingOfARequestIsShownToOthers() throws IOException {
    var canary = "Canary-7f3a";
    for (var secret :
        List.of(
            canary + ".eyJhbGciOiJSUzI1NiJ9",
            canary + "-password",
            canary + "@example.com",
            "SELECT '" + canary + "'")) {
      var inPath = URLEncoder.encode(secret, StandardCharsets.UTF_8);
      Http admin =
          server.admin().with("Cookie", "latchkey-session-" + server.port() + "=" + inPath);
      server.http().bearer(secret).json("POST", "/api/v1/off", "{}");
      server.http().json("POST", "/api/v1/session", "{\"token\":\"" + secret + "\"}");
      server.http().json("POST", "/api/v1/session", "{\"code\":\"" + secret + "\"}");
      admin.json("DELETE", "/api/v1/caches?subject=" + inPath, "");
      admin.json("DELETE", "/api/v1/caches/" + inPath, "");
      admin.json("DELETE", "/api/v1/targets/" + inPath, "");
      admin.json("PATCH", "/api/v1/phases/" + inPath, "{\"" + secret + "\":1}");
      admin.json("POST", "/api/v1/revocations", "{\"sub\":\"" + secret + "\"}");
      admin.json("POST", "/api/v1/targets", "{\"name\":\"" + secret + "\"}");
      admin.get("/api/v1/status?" + inPath + "=1");
    }
    var paths = new ArrayList<>(Bundle.resources(server.http().get("/api/v1/openapi.json").json()));
    paths.add("/metrics");
    for (var path : paths) {
      assertThat(server.http().get(path).body()).as(path).doesNotContainIgnoringCase(canary);
    }
    assertThat(server.http().get("/api/v1/audit").body()).contains("DELETE /api/v1/caches");
  }

  private Socket socket() throws IOException {
    var socket = new Socket(InetAddress.getByName("127.0.0.1"), server.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answers() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .ignoreExceptions()
        .until(() -> server.http().get("/api/v1/status").status() == 200);
  }
}
