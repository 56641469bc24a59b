package dev.latchkey.it.strangers;

import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.matrix.MatrixTokens.good;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.OtherAgent;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What agents cost a Spring Boot application that does nothing with them, on the newest JDK. With
 * {@code -Dfootprint=true -Dother.agents=all} alone, and on a quiet machine. Tables go to {@code
 * target/footprint.md}.
 */
class FootprintTest {
  private static final int ROUNDS = Integer.getInteger("footprint.rounds", 5);
  private static final int REQUESTS = 200;
  private static final double MOST_START = 1.10;
  private static final double MOST_MEGABYTES = 40;
  private static final double MOST_ALLOCATED = 1.01;
  private static final Path PAGE = Path.of("target/footprint.md");
  private static final Jdk JDK = Jdk.forFeatures().get(0);

  @TempDir Path home;

  private final TestIdentityProvider provider = new TestIdentityProvider();
  private final JWK key = rsa("first");
  private StrangerBuild build;

  /** An agent, or none. */
  private enum Agent {
    NONE("no agent"),
    LATCHKEY("Latchkey, `presets: auto`, phases off"),
    OPENTELEMETRY("OpenTelemetry Java agent, no exporter"),
    ELASTIC("Elastic APM agent, no server");

    private final String label;

    Agent(String label) {
      this.label = label;
    }

    AppJvm.Builder on(Path home) {
      AppJvm.Builder jvm =
          AppJvm.on(JDK, home).options("-Xmx256m", "-XX:TieredStopAtLevel=4").withoutAgent();
      return switch (this) {
        case NONE -> jvm;
        case LATCHKEY -> jvm.config("admin: { port: 0 }\n");
        case OPENTELEMETRY -> with(jvm, OtherAgent.OPENTELEMETRY, home);
        case ELASTIC -> with(jvm, OtherAgent.ELASTIC, home);
      };
    }

    private static AppJvm.Builder with(AppJvm.Builder jvm, OtherAgent other, Path home) {
      return jvm.options(other.options(home))
          .options("-Dotel.traces.exporter=none", "-javaagent:" + other.jar());
    }
  }

  @BeforeAll
  static void onlyWhenAsked() {
    assumeTrue(Boolean.getBoolean("footprint"), "-Dfootprint=true");
  }

  @BeforeEach
  void begin() {
    provider.publish(key);
    build = StrangerBuild.of(Stranger.SPRING_BOOT_4);
  }

  @AfterEach
  void end() {
    provider.close();
  }

  /** Each start in turns with the others; a first round warms the machine's caches of files. */
  @Test
  void startsAlmostAsFast() throws IOException {
    Map<Agent, List<ProcessCost>> costs = new EnumMap<>(Agent.class);
    for (int round = 0; round <= ROUNDS; round++) {
      for (Agent agent : Agent.values()) {
        ProcessCost cost = start(agent);
        if (round > 0) {
          costs.computeIfAbsent(agent, any -> new ArrayList<>()).add(cost);
        }
      }
    }
    StringBuilder rows = new StringBuilder();
    List<ProcessCost> bare = costs.get(Agent.NONE);
    costs.forEach((agent, own) -> rows.append(ProcessCost.row(agent.label, own, bare)));
    tell(rows.toString());
    List<ProcessCost> ours = costs.get(Agent.LATCHKEY);
    assertThat(ProcessCost.startRatio(ours, bare)).as("start").isLessThanOrEqualTo(MOST_START);
    assertThat(ProcessCost.extraMegabytes(ours, bare)).as("MB").isLessThanOrEqualTo(MOST_MEGABYTES);
  }

  private ProcessCost start(Agent agent) {
    long begin = System.nanoTime();
    AppJvm jvm = build.start(provider.keySetUrl(), agent.on(home));
    try (RunningStranger app = new RunningStranger(jvm)) {
      List<String> token = List.of(good(key, "alice"));
      app.timed(token);
      double seconds = (System.nanoTime() - begin) / 1e9;
      for (int i = 0; i < REQUESTS; i++) {
        app.timed(token);
      }
      return ProcessCost.of(JDK, jvm.pid(), seconds);
    }
  }

  /** All phases are off: what is left is the timing of each request's targets. */
  @Test
  void takesNextToNothingOfARequest() throws Exception {
    List<String> tokens =
        IntStream.range(0, 100).mapToObj(number -> good(key, "user-" + number)).toList();
    AppJvm wovenJvm = build.start(provider.keySetUrl(), Agent.LATCHKEY.on(home));
    AppJvm bareJvm = build.start(provider.keySetUrl(), Agent.NONE.on(home));
    try (RunningStranger woven = new RunningStranger(wovenJvm);
        RunningStranger bare = new RunningStranger(bareJvm);
        AllocatedBytes wovenBytes = new AllocatedBytes(wovenJvm.pid());
        AllocatedBytes bareBytes = new AllocatedBytes(bareJvm.pid())) {
      PairedSpeed speed = PairedSpeed.measure(bare, woven, tokens);
      double allocated = 0;
      double without = 0;
      for (int i = 0; i < 50; i++) {
        allocated += wovenBytes.during(() -> woven.timed(tokens));
        without += bareBytes.during(() -> bare.timed(tokens));
      }
      double ratio = allocated / without;
      tell(
          String.format(
              Locale.ROOT,
              "| a request, phases off | %s | %.0f bytes, %.0f bytes, %.4f |%n",
              speed.cells(),
              without / 50 / tokens.size(),
              allocated / 50 / tokens.size(),
              ratio));
      assertThat(ratio).as("allocated bytes").isLessThanOrEqualTo(MOST_ALLOCATED);
    }
  }

  private static void tell(String rows) throws IOException {
    String before = Files.exists(PAGE) ? Files.readString(PAGE) : "";
    Files.writeString(PAGE, before + rows);
  }
}
