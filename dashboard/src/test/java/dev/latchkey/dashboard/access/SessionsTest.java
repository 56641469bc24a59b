package dev.latchkey.dashboard.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.dashboard.ManualTicker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
  @TempDir private Path directory;

  private final ManualTicker ticker = new ManualTicker(Instant.EPOCH);
  private Path file;
  private Sessions sessions;

  @BeforeEach
  void open() {
    file = directory.resolve("token");
    var random = new SecureRandom();
    sessions = new Sessions(AdminToken.open(file.toFile(), random), ticker, random);
  }

  @Test
  void lastTwelveHours() {
    var secret = sessions.begin();
    ticker.advance(Duration.ofHours(12).minusNanos(1));
    assertThat(sessions.isOpen(secret)).isTrue();
    ticker.advance(Duration.ofNanos(1));
    assertThat(sessions.isOpen(secret)).isFalse();
  }

  @Test
  void endWithTheToken() throws IOException {
    var secret = sessions.begin();
    Files.writeString(file, "another-token-of-the-user");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    assertThat(sessions.isOpen(secret)).isFalse();
  }

  @Test
  void endOnRequest() {
    var secret = sessions.begin();
    sessions.end(secret);
    assertThat(sessions.isOpen(secret)).isFalse();
    assertThat(sessions.isOpen("")).isFalse();
  }

  @Test
  void areBounded() {
    var first = sessions.begin();
    var second = sessions.begin();
    for (int i = 1; i < Sessions.MAX_SESSIONS; i++) {
      sessions.begin();
    }
    assertThat(sessions.isOpen(first)).isFalse();
    assertThat(sessions.isOpen(second)).isTrue();
  }
}
