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
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
  @TempDir private Path directory;

  private final ManualTicker ticker = new ManualTicker(Instant.EPOCH);
  private Path file;
  private Tokens tokens;
  private Sessions sessions;

  @BeforeEach
  void open() {
    file = directory.resolve("token");
    var random = new SecureRandom();
    tokens = Tokens.open(file.toFile(), List.of(), random);
    sessions = new Sessions(tokens, ticker, random);
  }

  private String begin() {
    return sessions.begin(tokens.of("api"));
  }

  private boolean isOpen(String secret) {
    return sessions.find(secret).isPresent();
  }

  @Test
  void lastTwelveHours() {
    var secret = begin();
    ticker.advance(Duration.ofHours(12).minusNanos(1));
    assertThat(isOpen(secret)).isTrue();
    ticker.advance(Duration.ofNanos(1));
    assertThat(isOpen(secret)).isFalse();
  }

  @Test
  void endWithTheToken() throws IOException {
    var secret = begin();
    Files.writeString(file, "another-token-of-the-user");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    assertThat(isOpen(secret)).isFalse();
  }

  @Test
  void endOnRequest() {
    var secret = begin();
    sessions.end(secret);
    assertThat(isOpen(secret)).isFalse();
    assertThat(isOpen("")).isFalse();
  }

  @Test
  void areBounded() {
    var first = begin();
    var second = begin();
    for (int i = 1; i < Sessions.MAX_SESSIONS; i++) {
      begin();
    }
    assertThat(isOpen(first)).isFalse();
    assertThat(isOpen(second)).isTrue();
  }
}
