package dev.latchkey.it.strangers;

import static dev.latchkey.it.harness.TestIdentityProvider.ec;
import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.matrix.MatrixTokens.attacks;
import static dev.latchkey.it.matrix.MatrixTokens.good;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.HitRate;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each application runs twice, bare and with the agent and phases 1 and 2, and gets the same
 * tokens. A build runs one of them; {@code -Dstrangers=all} runs all on every JDK, {@code
 * -Dstrangers=vertx} one, {@code -Dstrangers.speed=true} measures them on the newest, and {@code
 * -Dstrangers.write=true} writes what it saw into {@code docs/compatibility.md}.
 */
class StrangersTest {
  private static final boolean CHOSEN = Stranger.areChosen();
  private static final String CONFIG =
      "presets: auto\nadmin: { port: 0 }\n"
          + "phases: { jwks: { enabled: true }, jwt: { enabled: true } }\n";
  private static final int ROUNDS = 25;
  private static final int LEAST_HITS = 70;
  private static final List<StrangersPage.Row> ROWS = new ArrayList<>();

  private static JWK first;
  private static JWK second;
  private static JWK third;
  private static JWK unknown;

  @TempDir Path home;

  record Run(Stranger stranger, Jdk jdk) {
    @Override
    public String toString() {
      return stranger + " on " + jdk;
    }
  }

  static List<Run> runs() {
    return Stranger.chosen().stream()
        .flatMap(
            each ->
                (CHOSEN ? Jdk.all() : Jdk.forFeatures()).stream().map(jdk -> new Run(each, jdk)))
        .toList();
  }

  @BeforeAll
  static void makeKeys() {
    first = rsa("first");
    second = ec("second");
    third = rsa("third");
    unknown = rsa("unknown");
  }

  @AfterAll
  static void page() throws IOException {
    if (Boolean.getBoolean("strangers.write")) {
      StrangersPage.write(ROWS);
    }
  }

  @ParameterizedTest
  @MethodSource("runs")
  void answersAsWithoutTheAgent(Run run) {
    StrangerBuild build = StrangerBuild.of(run.stranger());
    try (TestIdentityProvider bareProvider = new TestIdentityProvider();
        TestIdentityProvider wovenProvider = new TestIdentityProvider()) {
      bareProvider.publish(first, second);
      wovenProvider.publish(first, second);
      // Both start at the same time.
      AppJvm wovenJvm = build.start(wovenProvider.keySetUrl(), jvm(run).config(CONFIG));
      AppJvm bareJvm = build.start(bareProvider.keySetUrl(), jvm(run).withoutAgent());
      try (RunningStranger woven = new RunningStranger(wovenJvm);
          RunningStranger bare = new RunningStranger(bareJvm)) {
        int verdicts = repeat(bare, woven);
        bareProvider.publish(first, second, third);
        wovenProvider.publish(first, second, third);
        verdicts += compare(bare, woven, streamOfAll());
        refusesBadTokens(woven);
        HitRate hits = woven.jvm().rate("jwt");
        assertThat(hits.isAbove(LEAST_HITS)).as("hit rate of %s: %s", run, hits).isTrue();
        assertThat(wovenProvider.fetches()).isLessThanOrEqualTo(bareProvider.fetches());
        woven.jvm().assertNoAgentErrors();
        if (CHOSEN) {
          ROWS.add(
              new StrangersPage.Row(
                  run.stranger(),
                  run.jdk(),
                  verdicts,
                  bareProvider.fetches(),
                  wovenProvider.fetches(),
                  hits,
                  isMeasured(run)
                      ? Optional.of(PairedSpeed.measure(bare, woven, tokens()))
                      : Optional.empty()));
        }
      } finally {
        wovenJvm.close();
        bareJvm.close();
      }
    }
  }

  private AppJvm.Builder jvm(Run run) {
    AppJvm.Builder builder = AppJvm.on(run.jdk(), home).options("-Xmx256m");
    return isMeasured(run) ? builder.options("-XX:TieredStopAtLevel=4") : builder;
  }

  private static boolean isMeasured(Run run) {
    return Boolean.getBoolean("strangers.speed") && Jdk.forFeatures().contains(run.jdk());
  }

  private static int repeat(RunningStranger bare, RunningStranger woven) {
    List<String> tokens =
        List.of(
            good(first, "alice"), good(second, "bob"), good(first, "carol"), good(second, "dave"));
    int verdicts = 0;
    for (int i = 0; i < ROUNDS; i++) {
      for (String token : tokens) {
        assertThat(bare.verdict(token)).as("bare: %s", bare.jvm().errors()).startsWith("200 ");
      }
      verdicts += compare(bare, woven, tokens);
    }
    return verdicts;
  }

  /** Twice, for the second time something is kept. */
  private static List<String> streamOfAll() {
    List<String> stream = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      stream.addAll(attacks(first, unknown).values());
      stream.add(good(third, "erin"));
      stream.add("");
    }
    return stream;
  }

  /** Two that accept everything would say the same. */
  private static void refusesBadTokens(RunningStranger woven) {
    attacks(first, unknown)
        .forEach(
            (name, token) ->
                assertThat(woven.verdict(token).startsWith("200 "))
                    .as("accepts a token: %s", name)
                    .isEqualTo(name.startsWith("valid")));
  }

  private static int compare(RunningStranger bare, RunningStranger woven, List<String> tokens) {
    for (String token : tokens) {
      assertThat(woven.verdict(token)).isEqualTo(bare.verdict(token));
    }
    return tokens.size();
  }

  private static List<String> tokens() {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      tokens.add(good(first, "user-" + i));
    }
    return tokens;
  }
}
