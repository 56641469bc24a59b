package orders;

import io.quarkus.security.spi.runtime.AuthenticationFailureEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicReference;

/** Hears why a caller was refused, which a response does not tell. */
@ApplicationScoped
public class Failures {
  private static final AtomicReference<Throwable> LAST = new AtomicReference<>();

  void failed(@Observes AuthenticationFailureEvent event) {
    LAST.set(event.getAuthenticationFailure());
  }

  /** Returns why the one request that was just made was refused. */
  public static Exception last(int status) {
    Throwable cause = LAST.getAndSet(null);
    return cause instanceof Exception known ? known : new SecurityException("status " + status);
  }
}
