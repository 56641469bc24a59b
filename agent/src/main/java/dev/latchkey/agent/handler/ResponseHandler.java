package dev.latchkey.agent.handler;

import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationTracker;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the HTTP responses of a fetch that the key-set cache follows: libraries hide status and
 * headers. Looks at no other request, and never answers a call. Thread-safe.
 */
final class ResponseHandler implements CallHandler {
  private final PhaseGate phase;
  private final OperationTracker operations;

  ResponseHandler(PhaseGate phase, OperationTracker operations) {
    this.phase = phase;
    this.operations = operations;
  }

  @Override
  public boolean isActive() {
    if (!phase.isOn()) {
      return false;
    }
    Operation running = operations.current();
    return running != null && running.attachment(Attachments.RESPONSE) != null;
  }

  @Override
  public void enter(Call call, @Nullable Object self, @Nullable Object[] arguments) {
    if (call.operation().attachment(Attachments.RESPONSE) instanceof ResponseNote note) {
      note.asked();
      call.hold(
          self instanceof HttpURLConnection connection
              ? new Asked(connection, connection.getURL())
              : null);
    }
  }

  @Override
  public @Nullable Object leave(Call call, @Nullable Object returned, @Nullable Throwable thrown) {
    if (!(call.operation().attachment(Attachments.RESPONSE) instanceof ResponseNote note)) {
      return null;
    }
    if (call.held() instanceof Asked asked) {
      if (thrown == null || isAnswer(thrown)) {
        note.seen(asked.connection(), asked.url());
      }
    } else if (returned instanceof Future<?> future) {
      note.awaits(future);
    } else if (returned != null) {
      ClientResponse.note(returned, note);
    }
    return null;
  }

  /**
   * These two stand for a response with a status of 400 and more. After any other the connection
   * has no status, and asking for it might connect again.
   */
  private static boolean isAnswer(Throwable thrown) {
    return thrown.getClass() == IOException.class
        || thrown.getClass() == FileNotFoundException.class;
  }

  /** A request that began; the address changes when a redirect is followed. */
  private record Asked(HttpURLConnection connection, URL url) {}
}
