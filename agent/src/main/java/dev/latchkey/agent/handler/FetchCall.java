package dev.latchkey.agent.handler;

import dev.latchkey.runtime.jwks.KeySetTicket;
import dev.latchkey.runtime.jwks.Refetch;
import dev.latchkey.runtime.store.Fingerprint;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A fetch that the application made, with what it was made on. Holds objects of the application, so
 * it lives no longer than a call, or a refresh in the background.
 *
 * @param source what it was known to depend on when it was made
 * @param type what the woven method returns, boxed
 */
record FetchCall(
    KeySetHandler handler,
    Site site,
    Fingerprint source,
    Class<?> type,
    @Nullable Object self,
    @Nullable Object[] arguments)
    implements Refetch {

  @Override
  public void run(KeySetTicket ticket) throws Throwable {
    handler.refetch(this, ticket);
  }

  /** Returns the class of the object that the method was called on; null for a static method. */
  @Nullable Class<?> receiver() {
    return self == null ? null : self.getClass();
  }

  /** Returns the loader that the receiver's libraries find their parts with. */
  @Nullable ClassLoader loader() {
    return self == null ? null : self.getClass().getClassLoader();
  }

  /** Returns what a handle of the method takes. */
  List<@Nullable Object> receiverAndArguments() {
    List<@Nullable Object> all = new ArrayList<>(arguments.length + 1);
    all.add(self);
    all.addAll(Arrays.asList(arguments));
    return all;
  }

  /** Returns what gives this call again for as long as the application holds its objects. */
  Supplier<Optional<Refetch>> weakly() {
    return new Weak(this);
  }

  /** Holds immutable values of the JDK, and weakly all else. */
  private static final class Weak implements Supplier<Optional<Refetch>> {
    private final KeySetHandler handler;
    private final Site site;
    private final Fingerprint source;
    private final WeakReference<Class<?>> type;
    private final @Nullable Object self;
    private final @Nullable Object[] arguments;

    Weak(FetchCall call) {
      handler = call.handler;
      site = call.site;
      source = call.source;
      type = new WeakReference<>(call.type);
      self = weak(call.self);
      arguments = new @Nullable Object[call.arguments.length];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = weak(call.arguments[i]);
      }
    }

    private static @Nullable Object weak(@Nullable Object value) {
      return value == null || PlainValues.isImmutable(value) ? value : new WeakReference<>(value);
    }

    @Override
    public Optional<Refetch> get() {
      Class<?> returned = type.get();
      Object receiver = strong(self);
      boolean alive = returned != null && (receiver == null) == (self == null);
      @Nullable Object[] values = new @Nullable Object[arguments.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = strong(arguments[i]);
        alive &= (values[i] == null) == (arguments[i] == null);
      }
      return alive && returned != null
          ? Optional.of(new FetchCall(handler, site, source, returned, receiver, values))
          : Optional.empty();
    }

    private static @Nullable Object strong(@Nullable Object kept) {
      return kept instanceof WeakReference<?> reference ? reference.get() : kept;
    }
  }
}
