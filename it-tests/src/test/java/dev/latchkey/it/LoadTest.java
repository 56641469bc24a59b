package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.app.FloodApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent under floods and under very many threads. */
class LoadTest {
  private static final String CONFIG =
      """
      admin: { port: 0 }
      presets: none
      phases: { jwt: { enabled: true } }
      targets:
        - name: verify
          layer: jwt
          role: signature
          class: dev.latchkey.it.app.FloodApp
          method: verify
          signature: { algorithm: arg0, key: arg1, input: arg2, value: arg3 }
      """;
  private static final long HEAP_BYTES = 64L * 1024 * 1024;

  @TempDir Path home;

  @Test
  @DisplayName("B-1 in a heap of 64 MB a flood of signatures is bounded, and the application lives")
  void flood() {
    try (AppJvm app =
        AppJvm.on(Jdk.CURRENT, home)
            .options("-XX:TieredStopAtLevel=4", "-Xmx64m", "-XX:+ExitOnOutOfMemoryError")
            .config(CONFIG)
            .start(FloodApp.class)) {
      assertThat(app.ask("flood 300000")).isEqualTo("verified 300000");

      JsonNode caches = app.get("/api/v1/caches").get("caches");
      long most = 0;
      for (JsonNode cache : caches) {
        assertThat(cache.get("weightBytes").asLong())
            .isLessThanOrEqualTo(cache.get("maxBytes").asLong());
        assertThat(cache.get("entries").asLong())
            .isLessThanOrEqualTo(cache.get("maxEntries").asLong());
        most += cache.get("maxBytes").asLong();
      }
      assertThat(most).isPositive().isLessThanOrEqualTo(HEAP_BYTES / 20);
      assertThat(app.target("verify").get("outcomes").get("miss").asLong()).isEqualTo(300_000);
      assertThat(app.ask("flood 1")).isEqualTo("verified 1");
    }
  }

  @Test
  @DisplayName("A-3 a thousand virtual threads on one token pin no carrier")
  void virtualThreads() throws IOException {
    assertThat(eventsOf("hot 1000")).isEmpty();
  }

  @Test
  void theRecordingSeesWhatPins() throws IOException {
    assertThat(eventsOf("pin 1")).isNotEmpty();
  }

  private List<String> eventsOf(String command) throws IOException {
    Optional<Jdk> newer = Jdk.newer();
    assumeTrue(newer.isPresent(), "needs JDK 25");
    Path recording = home.resolve("pinned.jfr");
    try (AppJvm app =
        AppJvm.on(newer.get(), home)
            .options(
                "-Xlog:jfr*=off",
                "-XX:StartFlightRecording:settings=none,filename="
                    + recording
                    + ",+jdk.VirtualThreadPinned#enabled=true,+jdk.VirtualThreadPinned#threshold=0ms")
            .config(CONFIG)
            .start(FloodApp.class)) {
      assertThat(app.ask(command)).isEqualTo("done");
      app.assertNoAgentErrors();
      assertThat(app.awaitExit()).isZero();
    }
    return RecordingFile.readAllEvents(recording).stream()
        .filter(event -> event.getEventType().getName().equals("jdk.VirtualThreadPinned"))
        .map(event -> String.valueOf(event.getStackTrace()))
        .toList();
  }
}
