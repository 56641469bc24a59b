package dev.latchkey.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoLockTest {
  @TempDir private Path directory;

  @Test
  void keepsAnotherProcessOut() throws Exception {
    var file = directory.resolve("demo.lock");
    var lock = DemoLock.take(file);

    assertThat(takeInAnotherProcess(file)).contains("Another demo is running");

    lock.close();
    assertThat(takeInAnotherProcess(file)).contains("taken");
  }

  private static String takeInAnotherProcess(Path file) throws Exception {
    var command =
        List.of(Jvm.executable(), "-cp", Jvm.classPath(), Taker.class.getName(), file.toString());
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  static final class Taker {
    public static void main(String[] args) throws Exception {
      try (var lock = DemoLock.take(Path.of(args[0]))) {
        System.out.println("taken " + lock);
      }
    }
  }
}
