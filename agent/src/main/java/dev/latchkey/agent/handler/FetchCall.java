package dev.latchkey.agent.handler;

import dev.latchkey.runtime.jwks.KeySetTicket;
import dev.latchkey.runtime.jwks.Refetch;
import java.lang.ref.WeakReference;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A fetch that the application made, to be made again.
 *
 * @param type what the woven method returns, boxed
 */
record FetchCall(KeySetHandler handler, Site site, FetchOrigin origin, Class<?> type)
    implements Refetch {

  @Override
  public void run(KeySetTicket ticket) throws Throwable {
    handler.refetch(this, ticket);
  }

  /** Returns what gives this call again for as long as the application holds its objects. */
  Supplier<Optional<Refetch>> weakly() {
    return new Weak(handler, site, origin.weakly(), new WeakReference<>(type));
  }

  private record Weak(
      KeySetHandler handler, Site site, FetchOrigin.Weak origin, WeakReference<Class<?>> type)
      implements Supplier<Optional<Refetch>> {

    @Override
    public Optional<Refetch> get() {
      Class<?> returned = type.get();
      return returned == null
          ? Optional.empty()
          : origin.get().map(alive -> new FetchCall(handler, site, alive, returned));
    }
  }
}
