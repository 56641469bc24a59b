package dev.latchkey.agent.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWatcherTest {
  private final AtomicInteger changes = new AtomicInteger();
  private Path file;
  private ConfigWatcher watcher;

  @BeforeEach
  void write(@TempDir Path folder) throws IOException {
    file = Files.writeString(folder.resolve("latchkey.yaml"), "presets: auto\n");
    watcher = new ConfigWatcher(file.toFile(), changes::incrementAndGet);
  }

  private int poll(int times) {
    for (int i = 0; i < times; i++) {
      watcher.poll();
    }
    return changes.get();
  }

  @Test
  void isSilentWhileTheFileStaysAsItIs() throws IOException {
    assertThat(poll(3)).isZero();
    Files.writeString(file, "presets: auto\n");
    assertThat(poll(3)).isZero();
  }

  @Test
  void tellsOfAChangeOnce() throws IOException {
    Files.writeString(file, "presets: none\n");
    assertThat(poll(5)).isEqualTo(1);
    Files.writeString(file, "presets: auto\n");
    assertThat(poll(5)).isEqualTo(2);
  }

  @Test
  void waitsUntilTwoPollsAgree() throws IOException {
    for (int i = 1; i <= 5; i++) {
      Files.writeString(file, "presets: none\n".repeat(i));
      assertThat(poll(1)).isZero();
    }
    assertThat(poll(1)).isEqualTo(1);
  }

  @Test
  void tellsOfAFileThatIsGoneAndOfItsReturn() throws IOException {
    Files.delete(file);
    assertThat(poll(2)).isEqualTo(1);
    Files.writeString(file, "presets: auto\n");
    assertThat(poll(2)).isEqualTo(2);
  }

  @Test
  void isSilentAboutWhatTheAgentWroteItself() throws IOException {
    watcher.write(
        wrote -> {
          Files.writeString(file, "presets: none\n");
          wrote.accept("presets: none\n".getBytes(StandardCharsets.UTF_8));
          return "";
        });
    assertThat(poll(3)).isZero();
    watcher.write(
        wrote -> {
          wrote.accept("presets: [jjwt]\n".getBytes(StandardCharsets.UTF_8));
          return Files.writeString(file, "presets: [] # somebody was faster\n");
        });
    assertThat(poll(3)).isEqualTo(1);
  }
}
