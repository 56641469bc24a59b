package dev.latchkey.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrphanGuardTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void stopsWhatAKilledProcessLeavesBehind() throws Exception {
    var starter = new ProcessBuilder(java(Starter.class)).redirectError(Redirect.INHERIT).start();
    try (var output =
        new BufferedReader(
            new InputStreamReader(starter.getInputStream(), StandardCharsets.UTF_8))) {
      var orphan = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
      assertThat(orphan.isAlive()).isTrue();

      starter.destroyForcibly();

      await().atMost(PATIENCE).untilAsserted(() -> assertThat(orphan.info().command()).isEmpty());
    } finally {
      starter.destroyForcibly();
    }
  }

  private static List<String> java(Class<?> main) {
    return List.of(Jvm.executable(), "-Xmx16m", "-cp", Jvm.classPath(), main.getName());
  }

  /** Starts a process, has it guarded, and waits to be killed. */
  static final class Starter {
    public static void main(String[] args) throws Exception {
      var orphan = new ProcessBuilder(java(Sleeper.class)).start();
      OrphanGuard.start().watch(orphan.toHandle());
      System.out.println(orphan.pid());
      Thread.currentThread().join();
    }
  }

  /** Runs until it is stopped. */
  static final class Sleeper {
    public static void main(String[] args) throws Exception {
      Thread.currentThread().join();
    }
  }
}
