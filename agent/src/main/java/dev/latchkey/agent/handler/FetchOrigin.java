package dev.latchkey.agent.handler;

import dev.latchkey.runtime.store.Fingerprint;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a fetch of the application is made on. Holds its objects, so it lives no longer than a call,
 * or a refresh in the background. Immutable.
 */
final class FetchOrigin {
  private final Fingerprint source;
  private final @Nullable Object self;
  private final @Nullable Object[] arguments;

  FetchOrigin(Fingerprint source, @Nullable Object self, @Nullable Object[] arguments) {
    this.source = source;
    this.self = self;
    this.arguments = arguments;
  }

  /** Returns what the fetch was known to depend on when it was made. */
  Fingerprint source() {
    return source;
  }

  @Nullable Object self() {
    return self;
  }

  @Nullable Object[] arguments() {
    return arguments;
  }

  /** Returns the class of the object that the method was called on; null for a static method. */
  @Nullable Class<?> receiver() {
    return self == null ? null : self.getClass();
  }

  /** Returns what a handle of the method takes; a static one has no receiver. */
  List<@Nullable Object> receiverAndArguments() {
    List<@Nullable Object> all = new ArrayList<>(arguments.length + 1);
    if (self != null) {
      all.add(self);
    }
    all.addAll(Arrays.asList(arguments));
    return all;
  }

  /** Returns the same without holding anything of the application. */
  Weak weakly() {
    return new Weak(this);
  }

  /** Holds immutable values of the JDK, and weakly all else. */
  static final class Weak {
    private final Fingerprint source;
    private final @Nullable Object self;
    private final @Nullable Object[] arguments;

    private Weak(FetchOrigin origin) {
      source = origin.source;
      self = weak(origin.self);
      arguments = new @Nullable Object[origin.arguments.length];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = weak(origin.arguments[i]);
      }
    }

    /** Returns the origin, or nothing when the application has dropped a part of it. */
    Optional<FetchOrigin> get() {
      Object receiver = strong(self);
      boolean alive = (receiver == null) == (self == null);
      @Nullable Object[] values = new @Nullable Object[arguments.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = strong(arguments[i]);
        alive &= (values[i] == null) == (arguments[i] == null);
      }
      return alive ? Optional.of(new FetchOrigin(source, receiver, values)) : Optional.empty();
    }

    private static @Nullable Object weak(@Nullable Object value) {
      return value == null || PlainValues.isImmutable(value) ? value : new WeakReference<>(value);
    }

    private static @Nullable Object strong(@Nullable Object kept) {
      return kept instanceof WeakReference<?> reference ? reference.get() : kept;
    }
  }
}
