package dev.latchkey.dashboard.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.dashboard.Http;
import dev.latchkey.dashboard.SimulatedApp;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What starting does to the JVM it runs in. The platform MBean server, which XNIO asks for, is
 * shimmed away where the agent's jar is put together; it alone may load the log manager here.
 */
class ForkedJvmTest {
  @Test
  void endsByItselfAndLogsNothingThroughJavaUtilLogging(@TempDir File directory) throws Exception {
    var java = new File(System.getProperty("java.home"), "bin/java").getPath();
    var process =
        new ProcessBuilder(
                java,
                "-Xlog:class+load:file=" + new File(directory, "classes.txt"),
                "-cp",
                System.getProperty("java.class.path"),
                Starter.class.getName(),
                new File(directory, "token").getPath())
            .redirectErrorStream(true)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends by itself").isTrue();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(output).contains("answered 200");
    var loaded = Files.readString(new File(directory, "classes.txt").toPath());
    assertThat(loaded)
        .contains("dev.latchkey.dashboard.log.QuietLogger ")
        .doesNotContain("org.jboss.logging.JDKLogger ")
        .doesNotContain("java.util.logging.ConsoleHandler ")
        .doesNotContain("java.util.logging.SimpleFormatter ");
    int logManager = loaded.indexOf("java.util.logging.LogManager ");
    if (logManager >= 0) {
      assertThat(loaded.indexOf("java.lang.management.ManagementFactory "))
          .isBetween(0, logManager);
    }
  }

  /** Starts a server, asks it once and returns from main without closing it. */
  static final class Starter {
    private Starter() {}

    public static void main(String[] args) throws Exception {
      var app = new SimulatedApp(Instant.now());
      var settings = new AdminSettings("127.0.0.1", 0, new File(args[0]), true);
      @SuppressWarnings("resource") // left open on purpose: its threads must not keep the JVM
      var bound = new AdminServer(settings, app.services()).start();
      System.out.println("answered " + Http.on(bound.port()).get("/healthz").status());
    }
  }
}
