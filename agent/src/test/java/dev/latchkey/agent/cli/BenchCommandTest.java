package dev.latchkey.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.runtime.bench.BenchResult;
import dev.latchkey.runtime.bench.ResultJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The commands that measure, against a service and an agent that answer what each test needs. */
@Timeout(300)
class BenchCommandTest {
  private static final String TOKEN = "good-token-of-a-user";
  private static final String PHASE =
      "{\"id\":\"jwks\",\"number\":1,\"enabled\":true,\"rollout\":10}";

  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private HttpServer server;
  private volatile int status = 200;
  private volatile String alerts = "{\"alerts\":[]}";

  @BeforeEach
  void start() throws IOException {
    Files.writeString(directory.resolve("tokens"), "# users\n" + TOKEN + "\n\nexpired old-token\n");
    Files.writeString(directory.resolve("admin"), "admin-token\n");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.setExecutor(workers);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    workers.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    if (path.startsWith("/api/") || path.equals("/token")) {
      seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
      reply(exchange, 200, agent(path));
    } else {
      boolean good = authorization.equals("Bearer " + TOKEN);
      reply(exchange, good ? status : 401, "{}");
    }
  }

  private String agent(String path) {
    return switch (path) {
      case "/token" -> "{\"access_token\":\"" + TOKEN + "\",\"expires_in\":300}";
      case "/api/v1/alerts" -> alerts;
      case "/api/v1/phases/jwks" -> PHASE;
      case "/api/v1/phases" -> "{\"phases\":[" + PHASE + "]}";
      case "/api/v1/status" ->
          "{\"agent\":{\"application\":\"Main\",\"jvm\":\"17\",\"version\":\"1\"},\"phasesOn\":[\"jwks\"]}";
      case "/api/v1/summary" ->
          "{\"auth\":{\"meanMillis\":20},\"connectionsOpen\":1,\"system\":{\"threads\":5,\"heapMaxBytes\":536870912,"
              + "\"totals\":{\"processCpuSeconds\":2}}}";
      case "/api/v1/report" -> "# Report of the agent\n";
      case "/api/v1/baselines" -> "{\"name\":\"before\",\"onDisk\":false,\"baselines\":[]}";
      default -> "{}";
    };
  }

  private static void reply(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private Path folder() {
    return directory.resolve("results");
  }

  private int run(String... arguments) {
    CommandLine line = LatchkeyCommand.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return line.execute(arguments);
  }

  private int bench(String... further) {
    return measured(List.of("bench"), further);
  }

  private int measured(List<String> command, String... further) {
    List<String> all = new ArrayList<>(command);
    all.add(url("/orders"));
    Stream.of(
            "--duration=300ms",
            "--warm-up=200ms",
            "--repetitions=2",
            "--sustained=1s",
            "--capacity=100",
            "--max-connections=20",
            "--out=" + folder())
        .filter(usual -> Stream.of(further).noneMatch(each -> isSame(each, usual)))
        .forEach(all::add);
    if (Stream.of(further).noneMatch(each -> each.startsWith("--oauth2"))) {
      all.add("--tokens=" + directory.resolve("tokens"));
    }
    all.addAll(List.of(further));
    return run(all.toArray(new String[0]));
  }

  private static boolean isSame(String option, String other) {
    return option.split("=", 2)[0].equals(other.split("=", 2)[0]);
  }

  private BenchResult result() throws IOException {
    return ResultJson.read(Files.readAllBytes(folder().resolve("result.json")));
  }

  @Test
  void measuresAndKeepsEverythingButTokens() throws IOException {
    assertThat(bench("--scenarios=warm,errors")).as(err.toString()).isZero();
    assertThat(result().state()).isEqualTo("complete");
    assertThat(result().scenario("errors").orElseThrow().answers().get("expired"))
        .containsOnlyKeys("401");
    assertThat(out.toString()).contains("| warm | 10.0 |", "kept in " + folder());
    for (String name :
        List.of("result.json", "report.md", "report.html", "junit.xml", "seconds.hlog")) {
      assertThat(folder().resolve(name)).exists().isNotEmptyFile();
      assertThat(Files.readString(folder().resolve(name))).doesNotContain(TOKEN, "old-token");
    }
    assertThat(out + err.toString()).doesNotContain(TOKEN, "old-token");
  }

  @Test
  void endsWithSixWhenAGateFails() throws IOException {
    assertThat(bench("--scenarios=warm", "--max-p95=0ms")).isEqualTo(6);
    assertThat(out.toString()).contains("| warm p95 | **fail** |");
    assertThat(Files.readString(folder().resolve("junit.xml"))).contains("<failure ");
  }

  @Test
  void comparesWithWhatWasMeasuredBefore() throws IOException {
    assertThat(bench("--scenarios=warm")).isZero();
    Path before = Files.copy(folder().resolve("result.json"), directory.resolve("before.json"));
    bench("--scenarios=warm", "--compare=" + before);
    assertThat(out.toString()).contains("| warm p50 |");
    assertThat(bench("--scenarios=warm", "--capacity=150", "--compare=" + before))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).contains("no verdict, because the load of warm differs");
  }

  /** A copy of the result with three repetitions of nearly this median. */
  private Path threeTimes(int p50) throws IOException {
    JsonNode result = Json.read(Files.readAllBytes(folder().resolve("result.json")));
    ArrayNode repetitions = (ArrayNode) result.at("/scenarios/0/repetitions");
    JsonNode measured = repetitions.get(0);
    repetitions.removeAll();
    for (int i = 0; i < 3; i++) {
      repetitions.add(((ObjectNode) measured.deepCopy()).put("p50Millis", p50 + 0.1 * i));
    }
    return Files.write(directory.resolve("p50-" + p50 + ".json"), Json.bytes(result));
  }

  @Test
  void comparesTwoResultsWithoutALoad() throws IOException {
    assertThat(bench("--scenarios=warm")).isZero();
    Path before = threeTimes(100);
    Path after = threeTimes(130);
    out.getBuffer().setLength(0);

    assertThat(run("bench", "compare", before.toString(), before.toString()))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).startsWith("SCENARIO  METRIC").contains("warm ", "p50");
    assertThat(run("bench", "compare", before.toString(), after.toString())).isEqualTo(6);
    assertThat(err.toString()).contains("worse: warm p50");
    assertThat(run("bench", "compare", before.toString(), "none.json")).isEqualTo(1);
  }

  @Test
  void aServiceThatRefusesEverythingIsNoFastOne() {
    status = 401;
    assertThat(bench("--scenarios=warm")).isEqualTo(1);
    assertThat(err.toString()).startsWith("LK-4032 of 10 requests").contains("with 401");
    assertThat(folder().resolve("result.json")).doesNotExist();
  }

  @Test
  void aTargetThatIsNotThereIsNamed() {
    assertThat(
            run(
                "bench",
                "http://127.0.0.1:1/",
                "--warm-up=200ms",
                "--out=" + folder(),
                "--tokens=" + directory.resolve("tokens")))
        .isEqualTo(1);
    assertThat(err.toString()).startsWith("LK-4032").contains("does it run, and on this port?");
  }

  @Test
  void saysBeforeTheLoadThatResultsCannotBeKept() throws IOException {
    Files.writeString(folder(), "a file");
    assertThat(bench("--scenarios=warm")).isEqualTo(1);
    assertThat(err.toString()).startsWith("LK-4033");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--scenarios=hot",
        "--duration=10",
        "--reuse=often",
        "--repetitions=0",
        "--phase=jwks",
        "--name=A b",
        "--header=x",
        "--oauth2-token-url=http://127.0.0.1/"
      })
  void whatMakesNoSenseIsAnErrorOfUsage(String option) {
    assertThat(bench(option)).isEqualTo(2);
    assertThat(err.toString()).isNotBlank();
  }

  @Test
  void tokensThatAreNoneAreToldWithoutShowingThem() throws IOException {
    String claims =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"exp\":1000}".getBytes(StandardCharsets.UTF_8));
    for (String wrong :
        List.of("", "strange secret-1", "good secret-2\u00e9", "e30." + claims + ".s")) {
      Files.writeString(directory.resolve("tokens"), wrong + "\n");
      assertThat(bench("--scenarios=warm")).isEqualTo(1);
    }
    assertThat(err.toString().lines().toList())
        .hasSize(4)
        .allMatch(each -> each.startsWith("LK-4030"));
    assertThat(err.toString()).contains("those in it have expired").doesNotContain("secret");
  }

  @Test
  void getsTokensByTheClientCredentialsGrant() throws IOException {
    int code =
        bench(
            "--scenarios=warm",
            "--oauth2-token-url=" + url("/token"),
            "--client-id=bench",
            "--client-secret-file=" + directory.resolve("admin"),
            "--scope=read write",
            "--token-count=2");
    assertThat(code).as(err.toString()).isZero();
    assertThat(seen)
        .containsExactly(
            "POST /token grant_type=client_credentials&scope=read+write",
            "POST /token grant_type=client_credentials&scope=read+write");
  }

  @Test
  void measuresAPhaseAndLeavesItAsItWas() throws IOException {
    int code =
        bench(
            "--phase=jwks",
            "--pairs=2",
            "--url=" + url("/"),
            "--token-file=" + directory.resolve("admin"));
    assertThat(code).as(err.toString()).isZero();
    List<String> switched = seen.stream().filter(each -> each.startsWith("PATCH")).toList();
    assertThat(switched).hasSize(6);
    assertThat(switched.get(5)).contains("\"enabled\":true", "\"rollout\":10");
    assertThat(result().comparisons()).extracting(each -> each.scenario()).containsOnly("jwks");
    assertThat(result().environment()).containsEntry("application", "Main");
  }

  @Test
  void anAlertThatBeginsToFireEndsTheLoad() throws IOException {
    alerts = "{\"alerts\":[{\"id\":\"old\",\"state\":\"firing\"}]}";
    Thread later =
        new Thread(
            () -> {
              while (seen.stream().noneMatch(each -> each.contains("/summary?"))) {
                Thread.onSpinWait();
              }
              alerts =
                  "{\"alerts\":[{\"id\":\"old\",\"state\":\"firing\"},"
                      + "{\"id\":\"slow-auth\",\"state\":\"firing\"}]}";
            });
    later.start();
    int code =
        bench("--scenarios=sustained", "--sustained=10m", "--url=" + url("/"), "--warm-up=0s");
    assertThat(code).as(err.toString()).isEqualTo(1);
    assertThat(result().stopped()).contains("alert slow-auth fires");
    assertThat(result().scenarios().get(0).state()).isEqualTo("partial");
  }

  @Test
  void establishesABaseline() throws IOException {
    int code =
        measured(
            List.of("baseline", "establish"),
            "--scenarios=warm",
            "--url=" + url("/"),
            "--token-file=" + directory.resolve("admin"));
    assertThat(code).as(err.toString()).isZero();
    assertThat(seen)
        .anySatisfy(
            each ->
                assertThat(each)
                    .startsWith("POST /api/v1/baselines {\"name\":\"before\",\"result\":{"));
    assertThat(out.toString())
        .contains("TO REACH", "17.0 ms", "# Report of the agent")
        .contains("kept in the agent as before, in memory alone until");
  }

  @Test
  void asksTheAgentForItsBaselines() {
    String[] agent = {"--url=" + url("/"), "--token-file=" + directory.resolve("admin")};
    for (String each : List.of("", "keep x", "compare x", "forget x")) {
      List<String> all = new ArrayList<>(List.of("baseline"));
      all.addAll(each.isEmpty() ? List.of() : List.of(each.split(" ")));
      all.addAll(List.of(agent));
      assertThat(run(all.toArray(new String[0]))).as(each + err).isZero();
    }
    assertThat(seen)
        .containsExactly(
            "GET /api/v1/baselines ",
            "POST /api/v1/baselines {\"name\":\"x\"}",
            "GET /api/v1/compare?from=x&to=live ",
            "DELETE /api/v1/baselines/x {}");
  }
}
