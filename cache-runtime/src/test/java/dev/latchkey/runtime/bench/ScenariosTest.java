package dev.latchkey.runtime.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.runtime.time.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ScenariosTest {
  private static final Instant AT = Instant.parse("2026-11-27T12:00:00Z");
  private static final String REFUSED = "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n";

  private final Watch watch = new Watch();

  /** Notes what it sees, and stops when a test says so. */
  private static final class Watch implements BenchWatch {
    final List<BenchResult> saved = new ArrayList<>();
    final Set<String> tags = new TreeSet<>();
    final List<Long> seconds = new ArrayList<>();
    volatile String stop = "";
    String stopIn = "";

    @Override
    public void begins(String what, double ratePerSecond, int seconds) {
      if (what.equals(stopIn)) {
        stop = "alert slow-auth fires";
      }
    }

    @Override
    public void second(Histogram latencies) {}

    @Override
    public String stopped() {
      return stop;
    }

    @Override
    public void saved(BenchResult soFar) {
      saved.add(soFar);
    }

    @Override
    public void log(String scenario, long at, Histogram latencies) {
      tags.add(scenario);
      seconds.add(at);
    }
  }

  /** The clock of the day is set back by an hour each time that it was read. */
  private static final class SetBack implements Ticker {
    private long wallMillis = AT.toEpochMilli();

    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public long wallMillis() {
      long read = wallMillis;
      wallMillis -= Duration.ofHours(1).toMillis();
      return read;
    }
  }

  private static BenchSettings settings(double capacity) {
    return new BenchSettings(
        Duration.ofMillis(400),
        Duration.ofMillis(300),
        2,
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        10_000,
        capacity,
        400,
        50,
        Reuse.ZIPF,
        1);
  }

  private static Target target(TestService service, ServerProbe probe) throws Exception {
    Map<TokenKind, List<Request>> requests =
        Map.of(
            TokenKind.GOOD, List.of(request(service, TokenKind.GOOD)),
            TokenKind.EXPIRED, List.of(request(service, TokenKind.EXPIRED)),
            TokenKind.TAMPERED, List.of(request(service, TokenKind.TAMPERED)));
    return new Target(
        Peer.of(service.uri(), SSLContext.getDefault()), () -> requests, false, probe);
  }

  private static Request request(TestService service, TokenKind kind) {
    String head = "GET /orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + kind + "\r\n\r\n";
    return new Request(head.getBytes(StandardCharsets.US_ASCII), kind);
  }

  private BenchResult run(Function<String, String> answers, double capacity, ScenarioKind... which)
      throws Exception {
    try (TestService service = new TestService(answers)) {
      return new Scenarios(
              target(service, new Counting()), settings(capacity), watch, Optional.empty())
          .run("before", AT, Map.of("target", "x"), EnumSet.copyOf(List.of(which)));
    }
  }

  /** Each reading is a second of CPU and a mebibyte later. */
  private static final class Counting implements ServerProbe {
    private int reads;

    @Override
    public ServerFigures read() {
      reads++;
      return new ServerFigures(reads, reads * 1048576.0, 0, 20, 3);
    }
  }

  private static String strict(String head) {
    return head.contains("GOOD") ? TestService.OK : REFUSED;
  }

  @Test
  void runsAllSevenAndKeepsEachWhenItIsDone() throws Exception {
    BenchResult result = run(ScenariosTest::strict, 100, ScenarioKind.values());
    assertThat(result.state()).isEqualTo("complete");
    assertThat(result.scenarios())
        .extracting(ScenarioResult::name)
        .containsExactly(
            "cold-start",
            "warm",
            "concurrent-low",
            "concurrent-medium",
            "concurrent-high",
            "errors",
            "sustained");
    assertThat(result.scenario("cold-start").orElseThrow().state()).isEqualTo("skipped");
    ScenarioResult high = result.scenario("concurrent-high").orElseThrow();
    assertThat(high.state()).as("%s", high).isEqualTo("complete");
    assertThat(high.intendedRate()).isEqualTo(80);
    assertThat(high.connections()).isEqualTo(50);
    assertThat(high.repetitions()).hasSize(2);
    assertThat(high.repetitions().get(0).count()).isEqualTo(32);
    assertThat(high.repetitions().get(0).cpuMillis()).isEqualTo(1000.0 / 32);
    assertThat(high.repetitions().get(0).allocatedBytes()).isEqualTo(1048576.0 / 32);
    assertThat(high.curve()).hasSizeGreaterThan(5);
    assertThat(result.scenario("sustained").orElseThrow().repetitions()).hasSize(1);
    assertThat(watch.tags)
        .containsExactlyInAnyOrder(
            "warm",
            "concurrent-low",
            "concurrent-medium",
            "concurrent-high",
            "errors",
            "sustained");
    assertThat(watch.saved).hasSize(8);
    assertThat(watch.saved.get(3).state()).isEqualTo("running");
    assertThat(watch.saved.get(3).scenarios()).hasSize(4);
  }

  @Test
  void tellsGoodFromBadTokensAndNamesTheKindsThatWereNotThere() throws Exception {
    BenchResult result = run(ScenariosTest::strict, 400, ScenarioKind.ERRORS);
    ScenarioResult errors = result.scenario("errors").orElseThrow();
    assertThat(errors.state()).isEqualTo("complete");
    assertThat(errors.answers().get("good")).containsOnlyKeys("200");
    assertThat(errors.answers().get("expired")).containsOnlyKeys("401");
    assertThat(errors.figures()).containsKey("expiredP95Millis");
    assertThat(errors.notes())
        .anySatisfy(note -> assertThat(note).contains("unknown-key, wrong-audience"));
  }

  @Test
  void aServiceThatAcceptsBadTokensFails() throws Exception {
    BenchResult result = run(head -> TestService.OK, 400, ScenarioKind.ERRORS);
    ScenarioResult errors = result.scenario("errors").orElseThrow();
    assertThat(errors.state()).isEqualTo("failed");
    assertThat(errors.notes().get(0)).endsWith("requests with bad tokens were accepted");
  }

  /** Refusing is fast; that must not pass for a fast service. */
  @Test
  void aServiceThatRefusesEverythingIsNotMeasured() {
    assertThatThrownBy(() -> run(head -> REFUSED, 100, ScenarioKind.WARM))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("of 15 requests with good tokens 15 failed, most often with 401")
        .hasMessageContaining("are these tokens of its issuer");
    assertThat(watch.saved).isEmpty();
  }

  @Test
  void aServiceThatBeginsToFailAfterTheWarmUpFails() throws Exception {
    AtomicBoolean warm = new AtomicBoolean();
    int[] count = new int[1];
    Function<String, String> answers =
        head -> {
          synchronized (count) {
            warm.set(++count[0] > 20);
          }
          return warm.get() ? REFUSED : TestService.OK;
        };
    BenchResult result = run(answers, 100, ScenarioKind.CONCURRENT_MEDIUM);
    ScenarioResult medium = result.scenarios().get(0);
    assertThat(medium.state()).isEqualTo("failed");
    assertThat(medium.notes().get(0)).contains("% of the requests with good tokens failed", "401");
    BenchResult judged =
        Judging.judge(result, new Judging.Limits(60_000, 0.01, 0.1), Optional.empty());
    assertThat(judged.gates()).hasSize(2).allMatch(Gate::failed);
  }

  @Test
  void keepsWhatThereIsWhenAnAlertEndsIt() throws Exception {
    watch.stopIn = "concurrent-medium";
    BenchResult result =
        run(
            ScenariosTest::strict,
            100,
            ScenarioKind.WARM,
            ScenarioKind.CONCURRENT_MEDIUM,
            ScenarioKind.SUSTAINED);
    assertThat(result.state()).isEqualTo("stopped");
    assertThat(result.stopped()).contains("alert slow-auth fires");
    assertThat(result.scenario("warm").orElseThrow().state()).isEqualTo("complete");
    assertThat(result.scenario("sustained")).isEmpty();
    assertThat(MarkdownReport.of(result)).contains("**These are partial results:");
    assertThat(ResultJson.read(ResultJson.write(result)).state()).isEqualTo("stopped");
  }

  @Test
  void findsARateThatTheServiceCanTake() throws Exception {
    BenchResult result = run(ScenariosTest::strict, 0, ScenarioKind.WARM);
    // What --max-rate allows, where the machine is not too busy for it.
    assertThat(result.capacityPerSecond()).isBetween(25.0, 400.0);
  }

  @Test
  void endsWhenNothingCanBeKept() throws Exception {
    BenchWatch full =
        new BenchWatch() {
          @Override
          public void begins(String what, double ratePerSecond, int seconds) {}

          @Override
          public void second(Histogram latencies) {}

          @Override
          public String stopped() {
            return "";
          }

          @Override
          public void saved(BenchResult soFar) {}

          @Override
          public void log(String scenario, long at, Histogram latencies) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    try (TestService service = new TestService(ScenariosTest::strict)) {
      Scenarios scenarios =
          new Scenarios(target(service, ServerProbe.NONE), settings(100), full, Optional.empty());
      assertThatThrownBy(
              () -> scenarios.run("x", AT, Map.of(), EnumSet.of(ScenarioKind.CONCURRENT_LOW)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No space left");
    }
  }

  @Test
  void countsTheSecondsOfItsLogOnWhenTheClockIsSet() throws Exception {
    try (TestService service = new TestService(ScenariosTest::strict)) {
      Target target = target(service, ServerProbe.NONE);
      Runner runner = new Runner(target, settings(100), watch, new SetBack());
      for (String what : List.of("concurrent-low", "sustained")) {
        try (OpenLoop loop = runner.open(10, Map.of())) {
          runner.run(loop, what, 50, Duration.ofMillis(1_200), 10, true);
        }
      }
    }
    assertThat(watch.tags).containsExactly("concurrent-low", "sustained");
    assertThat(watch.seconds).isSorted().allMatch(each -> each >= AT.toEpochMilli());
  }

  @Test
  void startsTheServiceAnewForTheColdStart() throws Exception {
    List<String> events = new ArrayList<>();
    try (TestService service = new TestService(ScenariosTest::strict)) {
      ServiceStart start =
          () -> {
            events.add("start");
            return new ServiceStart.Started() {
              @Override
              public boolean isAlive() {
                return events.size() < 3;
              }

              @Override
              public void close() {
                events.add("end");
                watch.stop = "enough";
              }
            };
          };
      BenchResult result =
          new Scenarios(target(service, ServerProbe.NONE), settings(100), watch, Optional.of(start))
              .run("x", AT, Map.of(), EnumSet.of(ScenarioKind.COLD_START));
      assertThat(events).containsExactly("start", "end");
      ScenarioResult cold = result.scenarios().get(0);
      assertThat(cold.repetitions().get(0).count()).isEqualTo(200);
      assertThat(cold.figures().get("startToFirstAnswerMillis")).isPositive();
      assertThat(cold.figures().get("firstRequestMillis")).isPositive();
    }
  }

  @Test
  void measuresAPhaseInBlocksThatAlternate() throws Exception {
    AtomicBoolean on = new AtomicBoolean();
    List<Boolean> switched = new ArrayList<>();
    Function<String, String> answers =
        head -> {
          if (!on.get()) {
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
          }
          return TestService.OK;
        };
    try (TestService service = new TestService(answers)) {
      BenchResult result =
          new PhaseBlocks(
                  target(service, ServerProbe.NONE),
                  settings(60),
                  watch,
                  "jwks",
                  value -> {
                    switched.add(value);
                    on.set(value);
                  })
              .run("phase", AT, Map.of(), 3);
      assertThat(switched).containsExactly(false, false, true, true, false, false, true);
      assertThat(result.scenario("jwks-off").orElseThrow().repetitions()).hasSize(3);
      assertThat(result.scenario("jwks-on").orElseThrow().repetitions()).hasSize(3);
      Comparison p50 =
          result.comparisons().stream()
              .filter(each -> each.metric().equals("p50"))
              .findFirst()
              .orElseThrow();
      assertThat(p50.before()).isGreaterThan(19);
      assertThat(p50.samples()).isEqualTo(3);
      assertThat(p50.low()).isLessThan(p50.ratio());
      assertThat(p50.high()).isGreaterThan(p50.low());
    }
  }
}
