package dev.latchkey.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WaitingTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration PERIOD = Duration.ofMillis(1);

  private final StringWriter written = new StringWriter();

  @Test
  void saysForHowLongAndLeavesTheLineEmpty() {
    String line = "attaching to 7 ... 0 s";
    try (Waiting waiting = new Waiting(new PrintWriter(written, true), "attaching to 7")) {
      waiting.tell(PERIOD);
      await().atMost(LIMIT).until(() -> written.toString().startsWith("\r" + line + "\r"));
    }
    assertThat(written.toString()).endsWith("\r" + " ".repeat(line.length()) + "\r");
  }

  @Test
  void saysNothingUntilItIsTime() {
    try (Waiting waiting = new Waiting(new PrintWriter(written, true), "attaching to 7")) {
      waiting.tell(LIMIT);
    }
    assertThat(written.toString()).isEmpty();
  }
}
