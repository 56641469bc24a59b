package dev.latchkey.agent.handler;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Tells failures of a fetch that may pass from those that must stand (rule K-11). Stateless. */
final class OriginFailure {
  private static final int DEEPEST = 16;
  private static final int TOO_MANY_REQUESTS = 429;

  /** By name, because a JVM may have been made without {@code java.net.http}. */
  private static final Set<String> TIMEOUTS =
      Set.of("java.net.http.HttpTimeoutException", "java.net.http.HttpConnectTimeoutException");

  private OriginFailure() {}

  /**
   * Returns whether an older document may stand in: no answer came, or one with a status of 5xx or
   * 429.
   *
   * @param thrown null when the fetch returned something
   * @param status of the response; {@link ResponseNote#UNSEEN} when none was seen
   */
  static boolean mayPass(@Nullable Throwable thrown, int status) {
    return status == TOO_MANY_REQUESTS || status >= 500 || isUnreachable(thrown);
  }

  private static boolean isUnreachable(@Nullable Throwable thrown) {
    boolean unreachable = false;
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof SSLException) {
        return false; // whoever answered is not who was asked
      }
      unreachable |= isOne(cause);
      cause = cause.getCause();
    }
    return unreachable;
  }

  private static boolean isOne(Throwable cause) {
    return cause instanceof SocketTimeoutException
        || cause instanceof SocketException // refused, no route, reset
        || cause instanceof UnknownHostException
        || TIMEOUTS.contains(cause.getClass().getName())
        || (cause instanceof InterruptedIOException
            && "timeout".equalsIgnoreCase(String.valueOf(cause.getMessage())));
  }
}
