package dev.latchkey.dashboard.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.Test;

class QuietLoggerTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AtomicLong nanos = new AtomicLong();
  private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final Logger logger =
      new QuietLogger("io.undertow", new ErrorLines(() -> stream, nanos::get));

  private String output() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void dropsEverythingBelowError() {
    logger.trace("no");
    logger.debug("no");
    logger.info("no");
    logger.warn("no", new IllegalStateException());
    assertThat(output()).isEmpty();
    assertThat(logger.isEnabled(Level.WARN)).isFalse();
    assertThat(logger.isEnabled(Level.ERROR)).isTrue();
  }

  @Test
  void writesAnErrorAsOneLineWithoutItsMessage() {
    logger.errorf(new IllegalStateException("token=abc"), "it\nbroke on %s", "read");
    assertThat(output())
        .isEqualTo(
            "[latchkey] ERROR LK-3001 admin server: it broke on read:"
                + " java.lang.IllegalStateException (io.undertow)"
                + System.lineSeparator());
  }

  @Test
  void writesAtMostOneLineAMinute() {
    for (int i = 0; i < 50; i++) {
      logger.error("broke");
    }
    assertThat(output().lines()).hasSize(1);
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    logger.error("broke");
    assertThat(output().lines()).hasSize(2);
    assertThat(output()).contains("49 more since the last line");
  }

  @Test
  void aLineThatCannotBeWrittenEndsNoThreadOfTheServer() {
    Logger broken =
        new QuietLogger(
            "org.xnio",
            new ErrorLines(
                () -> {
                  throw new OutOfMemoryError("for the test");
                },
                nanos::get));

    assertThatCode(() -> broken.errorf("broke on %s", "read")).doesNotThrowAnyException();
    assertThatCode(() -> broken.errorv("broke on {0", "read")).doesNotThrowAnyException();
    Object unspeakable =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("for the test");
          }
        };
    assertThatCode(() -> logger.error(unspeakable)).doesNotThrowAnyException();
  }

  @Test
  void isTheLoggerThatTheServerGets() {
    assertThat(Logger.getLogger("org.xnio")).isInstanceOf(QuietLogger.class);
  }
}
