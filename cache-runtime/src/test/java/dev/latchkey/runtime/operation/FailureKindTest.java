package dev.latchkey.runtime.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.security.SignatureException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class FailureKindTest {
  private static final class BadTokenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadTokenException(Throwable cause) {
      super("eyJhbGciOiJub25lIn0.secret", cause);
    }
  }

  private static Throwable refused(Throwable cause) {
    return new BadTokenException(cause);
  }

  @Test
  void aRefusalIsTheApplicationsAnswer() {
    assertThat(FailureKind.of(refused(new IllegalStateException())))
        .isEqualTo(FailureKind.REJECTED);
    assertThat(FailureKind.of(new SignatureException())).isEqualTo(FailureKind.REJECTED);
    assertThat(FailureKind.of(new RuntimeException(new SecurityException())))
        .isEqualTo(FailureKind.REJECTED);
  }

  @Test
  void whatFailedBeneathARefusalIsTheReason() {
    assertThat(FailureKind.of(refused(new ConnectException()))).isEqualTo(FailureKind.CONNECTION);
    assertThat(FailureKind.of(refused(new RuntimeException(new IOException()))))
        .isEqualTo(FailureKind.CONNECTION);
    assertThat(FailureKind.of(refused(new SocketTimeoutException())))
        .isEqualTo(FailureKind.TIMEOUT);
    assertThat(FailureKind.of(new RuntimeException(new TimeoutException())))
        .isEqualTo(FailureKind.TIMEOUT);
    assertThat(FailureKind.of(refused(new SQLTransientConnectionException())))
        .isEqualTo(FailureKind.DATABASE);
  }

  @Test
  void theRestIsOther() {
    assertThat(FailureKind.of(new NullPointerException())).isEqualTo(FailureKind.OTHER);
    assertThat(FailureKind.of(new StackOverflowError())).isEqualTo(FailureKind.OTHER);
    assertThat(FailureKind.of(new Throwable())).isEqualTo(FailureKind.OTHER);
  }

  @Test
  void causesThatGoInCirclesEnd() {
    var first = new IllegalStateException("first");
    first.initCause(new IllegalStateException("second", first));
    assertThat(FailureKind.of(first)).isEqualTo(FailureKind.OTHER);
  }
}
