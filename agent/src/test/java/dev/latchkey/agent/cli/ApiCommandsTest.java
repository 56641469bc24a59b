package dev.latchkey.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.latchkey.dashboard.http.Json;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The commands against a server that answers what each test needs; the real one is in it-tests. */
@Timeout(120)
class ApiCommandsTest {
  private static final String TOKEN = "a-token-of-the-operator";
  private static final String PHASE =
      "{\"id\":\"jwks\",\"number\":1,\"enabled\":true,\"rollout\":10,\"version\":3,"
          + "\"changedAt\":\"2026-11-27T03:11:00Z\",\"changedBy\":\"alice\",\"guard\":{\"verdict\":\"on-watch\",\"sentence\":\"no harm so far\"}}";

  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Map<String, Reply> replies = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;

  private record Reply(int status, String body) {}

  @BeforeEach
  void start() throws IOException {
    Files.writeString(directory.resolve("token"), TOKEN + "\n");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    requests.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + (authorization == null ? "" : " with " + authorization)
            + (sent.isEmpty() ? "" : " " + sent));
    Reply reply =
        replies.getOrDefault(
            exchange.getRequestURI().getPath(), new Reply(404, "{\"detail\":\"nothing\"}"));
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(reply.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--url", "http://127.0.0.1:" + server.getAddress().getPort() + "/"));
    return plain(all.toArray(new String[0]));
  }

  private int withToken(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--token-file", directory.resolve("token").toString()));
    return run(all.toArray(new String[0]));
  }

  private int plain(String... arguments) {
    CommandLine line = LatchkeyCommand.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return line.execute(arguments);
  }

  private void phases() {
    replies.put("/api/v1/phases", new Reply(200, "{\"phases\":[" + PHASE + "]}"));
    replies.put("/api/v1/phases/jwks", new Reply(200, PHASE));
  }

  @Test
  void checkConfigReadsStandardInputAndAnswersPrograms() throws IOException {
    InputStream own = System.in;
    System.setIn(new ByteArrayInputStream("tagets: []".getBytes(StandardCharsets.UTF_8)));
    try {
      assertThat(plain("check-config", "-", "--json")).isEqualTo(2);
    } finally {
      System.setIn(own);
    }
    JsonNode said = Json.read(out.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(said.path("file").asText()).isEqualTo("standard input");
    assertThat(said.path("valid").asBoolean(true)).isFalse();
    assertThat(said.at("/problems/0").asText()).contains("standard input:1", "tagets", "targets");

    out.getBuffer().setLength(0);
    Path file = Files.writeString(directory.resolve("l.yaml"), "presets: [no-such-preset]");
    assertThat(plain("check-config", file.toString(), "--json")).isZero();
    said = Json.read(out.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(said.path("valid").asBoolean()).isTrue();
    assertThat(said.at("/warnings/0").asText()).startsWith("LK-2006 no preset is named no-such");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void bundleAsksForTheTimeOfAnIncident() throws IOException {
    replies.put("/api/v1/bundle", new Reply(200, "all of it"));
    Path file = directory.resolve("incident.zip");
    String out = file.toString();
    assertThat(withToken("bundle", "-o", out, "--since", "2h", "--to", "-10m")).isZero();
    assertThat(file).hasContent("all of it");
    assertThat(requests).singleElement().asString().contains("/api/v1/bundle?from=-2h&to=-10m");

    Path other = directory.resolve("other.zip");
    assertThat(withToken("bundle", "-o", other.toString(), "--since", "2h", "--from", "-3h"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--since and --from");
    String problem = "{\"detail\":\"from must be a time such as 2026-11-24T12:00:00Z\"}";
    replies.put("/api/v1/bundle", new Reply(400, problem));
    assertThat(withToken("bundle", "-o", other.toString(), "--from", "2026-11-28 03:00"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("from must be a time");
    assertThat(requests).last().asString().contains("from=2026-11-28+03%3A00");
    assertThat(other).doesNotExist();
  }

  @Test
  void explainAnswersPrograms() throws IOException {
    replies.put(
        "/api/v1/targets",
        new Reply(
            200,
            "{\"targets\":[{\"name\":\"tokens\",\"state\":\"woven\",\"woven\":[{\"class\":\"com.example.Tokens\","
                + "\"method\":\"check\",\"loader\":\"app\",\"jar\":\"t.jar\",\"version\":\"2\"}]},"
                + "{\"name\":\"users\",\"state\":\"not_loaded\",\"reason\":\"no class\"}]}"));
    assertThat(withToken("explain", "--json")).isEqualTo(1);
    JsonNode targets = Json.read(out.toString().getBytes(StandardCharsets.UTF_8)).path("targets");
    assertThat(targets).hasSize(2);
    assertThat(targets.at("/0/woven/0/class").asText()).isEqualTo("com.example.Tokens");
    assertThat(targets.at("/1/reason").asText()).isEqualTo("no class");
  }

  @Test
  void discoverWritesProposalsToANewFileAlone() throws IOException {
    replies.put(
        "/api/v1/discovery",
        new Reply(
            200,
            "{\"state\":\"done\",\"proposals\":[{\"name\":\"tokens\",\"yaml\":\"targets:\\n- {name: tokens}\\n\"}]}"));
    Path file = directory.resolve("targets.yaml");
    assertThat(withToken("discover", "--last", "-o", file.toString())).as(err.toString()).isZero();
    assertThat(file).hasContent("targets:\n- {name: tokens}\n");
    Files.writeString(file, "mine");
    assertThat(withToken("discover", "--last", "-o", file.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("LK-4035", "exists already");
    assertThat(file).hasContent("mine");
  }

  @Test
  void showATableToPeople() {
    phases();
    assertThat(run("phases")).as(err.toString()).isZero();
    assertThat(out.toString().lines().toList())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("NO  PHASE  STATE ");
    assertThat(out.toString()).contains("1   jwks   on for 10 %  3 ").doesNotContain("\u001b");
    assertThat(requests).containsExactly("GET /api/v1/phases");
  }

  @Test
  void showTheApisAnswerToPrograms() throws IOException {
    phases();
    assertThat(run("phases", "--json")).isZero();
    JsonNode answer = Json.read(out.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(answer.path("phases").get(0).path("changedBy").asText()).isEqualTo("alice");
  }

  @Test
  void showOneRecordALineToScripts() {
    phases();
    assertThat(run("phases", "--plain")).isZero();
    assertThat(out.toString().strip().split("\t")).startsWith("1", "jwks", "on for 10 %", "3");
    assertThat(run("phases", "--plain", "--json")).isEqualTo(2);
  }

  @Test
  void aWrongLineIsAnsweredByWhatIsWrongAndNotByEverything() {
    assertThat(run("phases", "--jsom")).isEqualTo(2);

    assertThat(err.toString())
        .contains("Unknown option: '--jsom'", "'latchkey phases --help' says more")
        .doesNotContain("Usage:");
    assertThat(err.toString().lines().count()).isLessThanOrEqualTo(4);
  }

  @Test
  void letNoAnswerReachTheTerminalAsControlCharacters() {
    replies.put(
        "/api/v1/phases",
        new Reply(200, "{\"phases\":[" + PHASE.replace("alice", "\\u001b[2J\\u0007") + "]}"));
    run("phases");
    assertThat(out.toString()).contains("?[2J?").doesNotContain("\u001b").doesNotContain("\u0007");
  }

  @Test
  void changesNothingAgainAndAgain() {
    replies.put("/api/v1/phases/jwks", new Reply(200, PHASE));
    replies.put("/api/v1/off", new Reply(200, "{}"));
    assertThat(withToken("phases", "set", "jwks", "--rollout=10", "--watch")).isEqualTo(2);
    assertThat(withToken("off", "--watch")).isEqualTo(2);
    assertThat(err.toString()).contains("LK-4042").contains("leave --watch out");
    assertThat(requests).allMatch(request -> request.startsWith("GET "));
  }

  @Test
  void changeWithTheTokenAndTheReason() {
    phases();
    assertThat(withToken("phases", "set", "jwks", "--rollout", "10", "--reason", "ticket 812"))
        .as(err.toString())
        .isZero();
    assertThat(requests)
        .containsExactly(
            "PATCH /api/v1/phases/jwks with Bearer "
                + TOKEN
                + " {\"rollout\":10,\"reason\":\"ticket 812\"}");
    assertThat(run("phases", "set", "jwks")).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "--wait-gates=20s, 1m to 24h",
    "--wait-gates=2d, no span",
    "--wait-gates=5m, --enabled true"
  })
  void switchNothingThatCannotBeWaitedFor(String patience, String said) {
    replies.put(
        "/api/v1/phases/jwks",
        new Reply(200, PHASE.replace("\"enabled\":true", "\"enabled\":false")));
    replies.put("/api/v1/phases/jwks/gate", new Reply(200, "{}"));
    assertThat(withToken("phases", "set", "jwks", "--rollout=50", patience)).isEqualTo(2);
    assertThat(err.toString()).contains(said);
    assertThat(requests).noneMatch(request -> request.startsWith("PATCH"));
  }

  @Test
  void switchNothingWhereThereIsNoGate() {
    phases();
    replies.put("/api/v1/phases/jwks/gate", new Reply(404, "{\"detail\":\"has no gate\"}"));
    assertThat(withToken("phases", "set", "jwks", "--enabled=true", "--wait-gates=5m"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("has no gate");
    assertThat(requests).noneMatch(request -> request.startsWith("PATCH"));
  }

  @Test
  void emptyAWholeCacheOnlyWhenItsNameIsSaidAgain() {
    replies.put("/api/v1/caches/jwt", new Reply(200, "{\"wouldRemove\":48211}"));
    assertThat(withToken("caches", "invalidate", "jwt", "--dry-run")).isZero();
    assertThat(out.toString()).isEqualToIgnoringNewLines("48211 entries would be dropped");
    assertThat(withToken("caches", "invalidate", "jwt")).isEqualTo(2);
    assertThat(withToken("caches", "invalidate", "jwt", "--confirm=jwks")).isEqualTo(2);
    assertThat(err.toString()).contains("all 48211 entries", "--confirm=jwt");
    assertThat(requests).allMatch(request -> request.contains("/caches/jwt?dry-run=true "));

    replies.put("/api/v1/caches/jwt", new Reply(200, "{\"removed\":48211}"));
    assertThat(withToken("caches", "invalidate", "jwt", "--confirm=jwt")).isZero();
    assertThat(requests.get(requests.size() - 1)).startsWith("DELETE /api/v1/caches/jwt with");
    replies.put("/api/v1/caches", new Reply(200, "{\"wouldRemove\":1}"));
    assertThat(withToken("caches", "invalidate", "--user=42", "--dry-run")).isZero();
    assertThat(requests.get(requests.size() - 1))
        .startsWith("DELETE /api/v1/caches?subject=42&dry-run=true with");
  }

  @Test
  void reportOfMoreThanTheLastMinute() {
    replies.put("/api/v1/report", new Reply(200, "# Authentication"));
    assertThat(run("report", "--since", "24h")).as(err.toString()).isZero();
    assertThat(requests).containsExactly("GET /api/v1/report?format=md&since=24h");
  }

  @Test
  void discoverForAsLongAsIsSaid() {
    replies.put("/api/v1/discovery/start", new Reply(200, "{\"state\":\"done\"}"));
    assertThat(withToken("discover", "--duration", "2m")).as(err.toString()).isZero();
    assertThat(requests).singleElement().asString().endsWith("{\"seconds\":120}");
  }

  @Test
  void aMisspeltCommandIsAnsweredByTheOneThatWasMeant() {
    assertThat(plain("statsu")).isEqualTo(2);
    assertThat(err.toString()).contains("statsu", "status");
    assertThat(plain("phases", "rolback", "jwks")).isEqualTo(2);
    assertThat(err.toString()).contains("rollback");
  }

  @Test
  void aLoadOnAnotherMachineHasToBeSaid() {
    // RFC 5737: an address of nobody.
    assertThat(plain("bench", "http://192.0.2.1/", "--tokens=none")).isEqualTo(2);
    assertThat(err.toString()).contains("192.0.2.1 is another machine", "--yes");
    assertThat(plain("bench", "http://192.0.2.1/", "--tokens=none", "--yes")).isEqualTo(1);
    assertThat(err.toString()).contains("LK-4030");
    assertThat(plain("bench")).isEqualTo(2);
    assertThat(err.toString()).contains("TARGET is an address");
  }

  @Test
  void keepWhatIsTypedInItsPlace() {
    replies.put("/api/v1/caches/jwt", new Reply(200, "{\"removed\":2}"));
    assertThat(withToken("caches", "invalidate", "jwt", "--subject", "a&kid=b/../c")).isZero();
    assertThat(requests.get(0))
        .startsWith("DELETE /api/v1/caches/jwt?subject=a%26kid%3Db%2F..%2Fc ");
    withToken("caches", "invalidate", "../off");
    assertThat(requests.get(1)).startsWith("DELETE /api/v1/caches/..%2Foff?dry-run");
  }

  @ParameterizedTest
  @CsvSource({
    "400, 2", "401, 5", "403, 5", "404, 2", "409, 7", "412, 7", "421, 5", "429, 5", "500, 1",
    "503, 1"
  })
  void endAsTheAnswerSays(int status, int exitCode) {
    replies.put("/api/v1/off", new Reply(status, "{\"detail\":\"because of this\"}"));
    assertThat(withToken("off")).isEqualTo(exitCode);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines("LK-4027 the agent refused (" + status + "): because of this");
  }

  @Test
  void tellThatNobodyAnswersOrThatItIsNoAgent() {
    assertThat(plain("status", "--url", "http://127.0.0.1:9/")).isEqualTo(5);
    assertThat(err.toString()).startsWith("LK-4020 no agent answers at http://127.0.0.1:9/");
    replies.put("/api/v1/phases", new Reply(200, "<html>"));
    assertThat(run("phases")).isEqualTo(5);
    assertThat(err.toString()).contains("is no agent");
    assertThat(plain("status", "--pid", "1", "--url", "http://127.0.0.1:9/")).isEqualTo(2);
    assertThat(plain("status", "--pid", "999999999")).isEqualTo(3);
    assertThat(plain("attach", "999999999")).isEqualTo(3);
    assertThat(plain("detach", "999999999")).isEqualTo(3);
  }

  @Test
  void tellThatThereIsNoToken() {
    assertThat(run("off", "--token-file", directory.resolve("none").toString())).isEqualTo(5);
    assertThat(err.toString()).startsWith("LK-4024").contains("--token-file");
    assertThat(requests).isEmpty();
  }

  @Test
  void openPrintsALinkWithACode() {
    replies.put(
        "/api/v1/session/codes", new Reply(201, "{\"code\":\"c0de\",\"expiresInSeconds\":60}"));
    assertThat(withToken("open")).isZero();
    assertThat(out.toString().strip())
        .isEqualTo("http://127.0.0.1:" + server.getAddress().getPort() + "/#t=c0de");
  }

  @Test
  void watchUntilInterrupted() throws InterruptedException {
    phases();
    int[] exitCode = {-1};
    Thread watching = new Thread(() -> exitCode[0] = run("phases", "--watch", "--plain"));
    watching.start();
    org.awaitility.Awaitility.await()
        .atMost(java.time.Duration.ofSeconds(90))
        .until(() -> requests.size() >= 2);
    watching.interrupt();
    watching.join();
    assertThat(exitCode[0]).isEqualTo(ExitCodes.INTERRUPTED);
    assertThat(out.toString().lines().count()).isGreaterThanOrEqualTo(2);
  }

  @Nested
  class TheHistory {
    private static final String HOUR =
        "{\"from\":1000,\"to\":1050,\"stepSeconds\":10,\"series\":[{\"id\":\"auth.p95\",\"unit\":\"ms\"}],"
            + "\"times\":[1000,1010,1030,1040],\"columns\":[[1,8,null,4.5]]}";

    @BeforeEach
    void keep() {
      replies.put("/api/v1/history", new Reply(200, HOUR));
    }

    @Test
    void isALineASeriesWithItsCourseAndItsGaps() {
      assertThat(run("history", "auth.p95", "cache.*", "--from", "-2h", "--step", "10s"))
          .as(err.toString())
          .isZero();
      assertThat(requests)
          .containsExactly("GET /api/v1/history?metric=auth.p95%2Ccache.*&from=-2h&step=10s");
      List<String> lines = out.toString().lines().toList();
      assertThat(lines.get(0))
          .startsWith("METRIC    UNIT  LAST  LEAST  HIGHEST  1970-01-01T00:16:40Z");
      assertThat(lines.get(1).replaceAll(" {2,}(?=\\S)", "|"))
          .isIn(
              "auth.p95|ms|4.50|1.00|8.00|\u2581\u2588|\u2585", "auth.p95|ms|4.50|1.00|8.00|_#|=");
    }

    @Test
    void isALineAStepForScripts() {
      assertThat(run("history", "--plain")).isZero();
      assertThat(out.toString().lines())
          .containsExactly(
              "1970-01-01T00:16:40Z\t1",
              "1970-01-01T00:16:50Z\t8",
              "1970-01-01T00:17:10Z\t-",
              "1970-01-01T00:17:20Z\t4.5");
    }

    @Test
    void comesAsATableForSpreadsheets() {
      replies.put("/api/v1/history", new Reply(200, "time,auth.p95\r\n"));
      assertThat(run("history", "--csv")).isZero();
      assertThat(out.toString()).isEqualTo("time,auth.p95\r\n");
      assertThat(requests).singleElement().asString().endsWith("&format=csv");
      assertThat(run("history", "--csv", "--json")).isEqualTo(2);
    }

    @Test
    void namesItsSeries() {
      replies.put(
          "/api/v1/history/metrics",
          new Reply(200, "{\"metrics\":[{\"id\":\"jvm.cpu\",\"unit\":\"ratio\"}]}"));
      assertThat(run("history", "--list", "--plain")).isZero();
      assertThat(out.toString()).isEqualTo("jvm.cpu\tratio\n");
    }

    @Test
    void keepsEveryPeakWhenItIsLongerThanTheLine() {
      double[] values = new double[6_000];
      values[4_321] = 9;
      String line = Sparkline.of(values, 60, false);
      assertThat(line).hasSize(60).containsOnlyOnce("#");
      assertThat(line.indexOf('#')).isEqualTo(43);
      assertThat(Sparkline.of(new double[] {5, 5, Double.NaN}, 60, false)).isEqualTo("__ ");
      assertThat(Sparkline.of(new double[0], 60, true)).isEmpty();
    }
  }

  @Nested
  class TheAlerts {
    private static final String ALERT =
        "{\"id\":\"slow-auth\",\"state\":\"firing\",\"severity\":\"warning\",\"text\":\"auth.p95 is 800 ms\","
            + "\"since\":\"2020-01-01T03:11:00Z\",\"acknowledgedBy\":null,\"silencedUntil\":null}";

    @Test
    void areListed() {
      replies.put("/api/v1/alerts", new Reply(200, "{\"firing\":1,\"alerts\":[" + ALERT + "]}"));
      assertThat(run("alerts", "--plain")).as(err.toString()).isZero();
      assertThat(out.toString().strip().split("\t"))
          .startsWith("slow-auth", "firing", "warning")
          .endsWith("-", "-", "auth.p95 is 800 ms");
    }

    @ParameterizedTest
    @CsvSource({
      "ack, '{\"reason\":\"mine\"}'",
      "silence, '{\"minutes\":60,\"reason\":\"mine\"}'",
      "unsilence, '{\"reason\":\"mine\"}'"
    })
    void areChangedWithTheTokenAndTheReason(String verb, String body) {
      replies.put("/api/v1/alerts/slow-auth/" + verb, new Reply(200, ALERT));
      assertThat(withToken("alerts", verb, "slow-auth", "--reason", "mine"))
          .as(err.toString())
          .isZero();
      assertThat(requests)
          .containsExactly(
              "POST /api/v1/alerts/slow-auth/" + verb + " with Bearer " + TOKEN + " " + body);
      assertThat(out.toString()).contains("slow-auth", "firing");
    }

    @Test
    void thatDoNotFireEndAsAConflict() {
      replies.put("/api/v1/alerts/x/ack", new Reply(409, "{\"detail\":\"does not fire\"}"));
      assertThat(withToken("alerts", "ack", "x")).isEqualTo(ExitCodes.CONFLICT);
    }
  }

  @Nested
  class TheEvents {
    private static final String EVENT =
        "{\"id\":%d,\"at\":\"2026-11-27T03:11:00Z\",\"kind\":\"annotation\","
            + "\"severity\":\"info\",\"actor\":\"alice\",\"text\":\"deploy %d\"}";

    @Test
    void areTheLatest() {
      String all =
          EVENT.formatted(1, 1) + "," + EVENT.formatted(2, 2) + "," + EVENT.formatted(3, 3);
      replies.put("/api/v1/events", new Reply(200, "{\"events\":[" + all + "]}"));
      assertThat(run("events", "--plain", "--limit", "2")).as(err.toString()).isZero();
      assertThat(out.toString().lines().toList())
          .hasSize(2)
          .first()
          .isEqualTo("2026-11-27T03:11:00Z\tinfo\tannotation\talice\tdeploy 2");
    }

    @Test
    void takeANoteWithTheToken() {
      replies.put("/api/v1/annotations", new Reply(201, EVENT.formatted(4, 4)));
      assertThat(withToken("events", "note", "deploy 4")).as(err.toString()).isZero();
      assertThat(requests)
          .containsExactly(
              "POST /api/v1/annotations with Bearer " + TOKEN + " {\"text\":\"deploy 4\"}");
      assertThat(out.toString()).contains("alice", "deploy 4");
      assertThat(run("events", "note")).isEqualTo(2);
    }
  }

  @Test
  void showOnOneScreenWhatFiresAndWhatFails() {
    phases();
    replies.put("/api/v1/status", new Reply(200, "{}"));
    replies.put(
        "/api/v1/summary",
        new Reply(200, "{\"failures\":{\"database\":12,\"timeout\":0,\"rejected\":3}}"));
    replies.put("/api/v1/caches", new Reply(200, "{\"caches\":[]}"));
    replies.put("/api/v1/events", new Reply(200, "{\"events\":[]}"));
    String alert =
        "{\"id\":\"%s\",\"state\":\"%s\",\"text\":\"auth.p95 is 800 ms\","
            + "\"since\":\"2020-01-01T03:11:00Z\"}";
    String alerts = alert.formatted("slow", "firing") + "," + alert.formatted("cold", "ok");
    replies.put("/api/v1/alerts", new Reply(200, "{\"alerts\":[" + alerts + "]}"));

    assertThat(run("status")).as(err.toString()).isZero();

    assertThat(out.toString().lines())
        .anyMatch(line -> line.matches("alerts    slow  since .*: auth.p95 is 800 ms"))
        .anyMatch(line -> line.equals("failing   database 12  rejected 3"))
        .noneMatch(line -> line.contains("cold"));
  }

  @Test
  void showWhatTheDatabaseIsAskedOneRecordALine() {
    replies.put(
        "/api/v1/database/pools",
        new Reply(
            200,
            "{\"pools\":[{\"id\":\"p1\",\"state\":\"on\",\"active\":2,\"idle\":3,\"opened\":5,"
                + "\"reused\":90,\"leaks\":0}]}"));
    String statement =
        "{\"id\":\"s1\",\"calls\":7,\"errors\":0,\"meanMillis\":1.5,\"p95Millis\":4,"
            + "\"timeRatio\":0.5,\"shape\":\"select mail from users where id = ?\"}";
    replies.put(
        "/api/v1/database/statements",
        new Reply(200, "{\"statements\":[" + statement + "," + statement + "]}"));
    replies.put("/api/v1/database/advice", new Reply(200, "{\"advice\":[]}"));

    assertThat(run("db", "--plain", "--limit", "1")).as(err.toString()).isZero();

    assertThat(out.toString().lines().toList())
        .containsExactly(
            "p1\ton\t2\t3\t5\t90\t0",
            "s1\t7\t0\t1.50 ms\t4.00 ms\t50.0 %\tselect mail from users where id = ?");
  }

  @Nested
  class Tokens {
    @Test
    void areMadeForTheirHolderAlone() throws Exception {
      File file = directory.resolve("alice").toFile();
      assertThat(
              plain(
                  "token", "new", "--name", "alice", "--role", "operator", "--out", file.getPath()))
          .isZero();
      String token = Files.readString(file.toPath()).strip();
      assertThat(token).hasSize(43);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.toPath())))
          .isEqualTo("rw-------");
      assertThat(out.toString())
          .doesNotContain(token)
          .startsWith("- { name: alice, role: operator");
      assertThat(
              dev.latchkey.runtime.config.ConfigReader.read(
                      "admin:\n  tokens:\n    " + out, "f", Map.of("HOME", "/home"))
                  .problems())
          .isEmpty();
      assertThat(
              plain(
                  "token", "new", "--name", "alice", "--role", "operator", "--out", file.getPath()))
          .isEqualTo(1);
      assertThat(Files.readString(file.toPath()).strip()).isEqualTo(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "ADMIN", ""})
    void haveOneOfThreeRoles(String role) {
      String file = directory.resolve("x").toString();
      assertThat(plain("token", "new", "--name", "x", "--role", role, "--out", file)).isEqualTo(2);
      assertThat(directory.resolve("x")).doesNotExist();
    }

    @Test
    void areReplacedInOneStep() throws IOException {
      Path file = directory.resolve("token");
      assertThat(plain("token", "rotate", "--token-file", file.toString())).isZero();
      assertThat(Files.readString(file).strip()).hasSize(43).isNotEqualTo(TOKEN);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(directory.toFile().list()).containsExactly("token");
      assertThat(out.toString()).doesNotContain(Files.readString(file).strip());
    }
  }

  @Nested
  class TheCompletion {
    @Test
    void knowsEveryCommand() {
      assertThat(plain("completion", "bash")).isZero();
      for (String command : LatchkeyCommand.commandLine().getSubcommands().keySet()) {
        assertThat(out.toString()).contains(command);
      }
      assertThat(plain("completion", "fish")).isEqualTo(2);
    }

    @Test
    void isAScriptThatBashTakes() throws Exception {
      plain("completion", "bash");
      Path script = Files.writeString(directory.resolve("script"), out.toString());
      Process bash = new ProcessBuilder("bash", "-n", script.toString()).start();
      assertThat(new String(bash.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
          .isEmpty();
      assertThat(bash.waitFor()).isZero();
    }
  }
}
