package dev.latchkey.agent.handler.async;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What tests do with the asynchronous results of one library. The implementation is loaded together
 * with the library, in one version or the other, by a {@link LabLoader}.
 */
public interface Lab {
  /** Returns the library's type as methods declare it. */
  Class<?> declared();

  /** Returns a result of the application whose work is {@code work}. */
  Object working(Supplier<Object> work);

  /** Returns a result of the application that arrives when {@code trigger} does. */
  Object awaiting(CompletableFuture<Object> trigger);

  /** Begins to wait for a result, and gives up as soon as it has a value if so told. */
  Seen take(Object result, boolean cancelOnValue);

  /** Begins to wait for a result. */
  default Seen take(Object result) {
    return take(result, false);
  }
}
