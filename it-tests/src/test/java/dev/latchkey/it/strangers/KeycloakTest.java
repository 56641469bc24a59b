package dev.latchkey.it.strangers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.HitRate;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.matrix.MatrixTokens;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Spring Boot's resource servers with tokens of a real Keycloak, bare and with the agent and phases
 * 1 and 2, on the newest JDK. With {@code -Dstrangers=all} or {@code spring-boot} alone: Keycloak
 * takes a minute to start.
 */
class KeycloakTest {
  private static final String CONFIG =
      "presets: auto\nadmin: { port: 0 }\n"
          + "phases: { jwks: { enabled: true }, jwt: { enabled: true } }\n";
  private static final int ROUNDS = 25;
  private static final int LEAST_HITS = 70;
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final List<StrangersPage.Row> ROWS = new ArrayList<>();

  private static Keycloak keycloak;

  @TempDir Path home;

  static Stream<Stranger> resourceServers() {
    return Stranger.chosen().stream().filter(each -> each.name().equals("Spring Boot"));
  }

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(Stranger.areChosen(), "-Dstrangers=all runs it");
    keycloak = new Keycloak();
  }

  @AfterAll
  static void end() throws IOException {
    if (keycloak != null) {
      keycloak.close();
    }
    if (Boolean.getBoolean("strangers.write")) {
      StrangersPage.writeKeycloak(ROWS);
    }
  }

  @ParameterizedTest
  @MethodSource("resourceServers")
  void answersAsWithoutTheAgent(Stranger stranger) {
    StrangerBuild build = StrangerBuild.of(stranger);
    Jdk jdk = Jdk.forFeatures().get(0);
    String version = stranger.version();
    String brief = keycloak.token("orders", "brief");
    AppJvm wovenJvm = start(build, "woven-" + version, jvm(jdk).config(CONFIG));
    AppJvm bareJvm = start(build, "bare-" + version, jvm(jdk).withoutAgent());
    try (RunningStranger woven = new RunningStranger(wovenJvm);
        RunningStranger bare = new RunningStranger(bareJvm)) {
      int verdicts = accepted(bare, woven, tokens(4));
      // Not after tokens of unknown keys, which use up the fetches that unknown keys may cause.
      keycloak.rotate("orders");
      verdicts += accepted(bare, woven, tokens(2));
      verdicts += compare(bare, woven, refused());
      // Spring gives a token a minute past its end.
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> bare.verdict(brief).startsWith("401 "));
      verdicts += compare(bare, woven, List.of(brief, brief));
      HitRate hits = woven.jvm().rate("jwt");
      assertThat(hits.isAbove(LEAST_HITS)).as("hit rate of %s: %s", stranger, hits).isTrue();
      int fetchesWith = keycloak.fetches("woven-" + version);
      int fetchesWithout = keycloak.fetches("bare-" + version);
      assertThat(fetchesWith).isPositive().isLessThanOrEqualTo(fetchesWithout);
      woven.jvm().assertNoAgentErrors();
      ROWS.add(
          new StrangersPage.Row(
              stranger,
              jdk,
              verdicts,
              fetchesWithout,
              fetchesWith,
              hits,
              Boolean.getBoolean("strangers.speed")
                  ? Optional.of(PairedSpeed.measure(bare, woven, tokens(100)))
                  : Optional.empty()));
    } finally {
      wovenJvm.close();
      bareJvm.close();
    }
  }

  private static AppJvm start(StrangerBuild build, String caller, AppJvm.Builder builder) {
    return build.start(
        keycloak.keySetUrl("orders", caller),
        keycloak.issuer("orders"),
        MatrixTokens.AUDIENCE,
        builder);
  }

  private AppJvm.Builder jvm(Jdk jdk) {
    return AppJvm.on(jdk, home).options("-Xmx256m", "-XX:TieredStopAtLevel=4");
  }

  private static List<String> tokens(int count) {
    return Stream.generate(() -> keycloak.token("orders", "web")).limit(count).toList();
  }

  private static int accepted(RunningStranger bare, RunningStranger woven, List<String> tokens) {
    for (String token : tokens) {
      assertThat(bare.verdict(token)).startsWith("200 ");
    }
    int verdicts = 0;
    for (int i = 0; i < ROUNDS; i++) {
      verdicts += compare(bare, woven, tokens);
    }
    return verdicts;
  }

  /** Tokens of Keycloak's that nobody may be let in with, and what was made of a good one. */
  private static List<String> refused() {
    String[] good = keycloak.token("orders", "web").split("\\.");
    String[] others = keycloak.token("other", "web").split("\\.");
    List<String> refused = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      refused.add(keycloak.token("orders", "billing"));
      refused.add(keycloak.token("other", "web"));
      refused.add(good[0] + "." + others[1] + "." + good[2]);
      refused.add(good[0] + "." + good[1] + "." + others[2]);
      refused.add(good[0] + "." + good[1] + ".");
      refused.add("");
    }
    return refused;
  }

  private static int compare(RunningStranger bare, RunningStranger woven, List<String> tokens) {
    for (String token : tokens) {
      assertThat(woven.verdict(token)).isEqualTo(bare.verdict(token));
    }
    return tokens.size();
  }
}
