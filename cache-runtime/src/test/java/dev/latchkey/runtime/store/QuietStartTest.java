package dev.latchkey.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.jwks.KeySetCache;
import dev.latchkey.runtime.jwks.KeySetSettings;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.time.Ticker;
import dev.latchkey.runtime.token.SignatureMemo;
import dev.latchkey.runtime.token.SignatureMemoSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an agent builds before the application's main may not decide for the application. */
class QuietStartTest {
  private static final List<String> LEFT_TO_THE_APPLICATION =
      List.of("java.util.logging.", "java.nio.file.FileSystems", "jdk.internal.logger.");

  @Test
  void buildingTheCachesStartsNeitherLoggingNorFileSystems() throws Exception {
    assertThat(loadedBy("start").filter(QuietStartTest::touchy)).isEmpty();
  }

  @Test
  void theFirstUseDoesSoTheTestAboveCanFail() throws Exception {
    assertThat(loadedBy("use").filter(QuietStartTest::touchy)).isNotEmpty();
  }

  private static boolean touchy(String line) {
    return LEFT_TO_THE_APPLICATION.stream().anyMatch(line::contains);
  }

  /** Returns the classes that a fresh JVM loads between the beginning and the end of a run. */
  private static Stream<String> loadedBy(String mode) throws IOException, InterruptedException {
    var java = System.getProperty("java.home") + "/bin/java";
    var process =
        new ProcessBuilder(
                java,
                "-Xshare:auto",
                "-Xlog:class+load",
                "-cp",
                System.getProperty("java.class.path"),
                Run.class.getName(),
                mode)
            .redirectErrorStream(true)
            .start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output
        .lines()
        .dropWhile(line -> !line.endsWith("BEGIN"))
        .takeWhile(line -> !line.endsWith("END"));
  }

  /** Builds everything that an agent builds at start. */
  static final class Run {
    private Run() {}

    public static void main(String[] arguments) {
      var ticker = Ticker.system();
      System.out.println("BEGIN");
      new SignatureMemo(SignatureMemoSettings.DEFAULTS, ticker);
      new KeySetCache(
          new KeySetSettings(
              Duration.ofMinutes(5),
              Duration.ofMinutes(5),
              Duration.ofMinutes(1),
              Duration.ofMinutes(10),
              256),
          ticker);
      var store = LocalStore.weighed(10, 1000, String::length, value -> {}, ticker);
      new IdentityIds(1000);
      new JsonTree();
      var events = new EventLog(100, ticker);
      events.add("agent.started", Severity.INFO, "auto", "Started.");
      new PhaseSwitches(Map.of(), EnumSet.allOf(Phase.class), ticker, events).states();
      if (arguments[0].equals("use")) {
        var key = FingerprintBuilder.of("test").build();
        store.put(key, "value", Long.MAX_VALUE, store.mark(key));
      }
      System.out.println("END");
    }
  }
}
