package dev.latchkey.agent.handler.async;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A kind of asynchronous result, as the application's own class of it. Immutable and cheap to ask
 * for; not to be kept, because it refers to the application's classes.
 */
public abstract sealed class AsyncForm permits DeferredForm, StageForm, VertxForm {
  /**
   * Returns the form of what a method with this return type gives, or nothing when it gives its
   * value directly or in a form that is not known. Subclasses are not known: what they add is not
   * either.
   */
  public static Optional<AsyncForm> of(Class<?> returnType) {
    if (returnType == CompletableFuture.class || returnType == CompletionStage.class) {
      return Optional.of(new StageForm());
    }
    return switch (returnType.getName()) {
      case MonoForm.NAME -> MonoForm.form(returnType);
      case UniForm.NAME -> UniForm.form(returnType);
      case VertxForm.NAME -> VertxForm.form(returnType);
      default -> Optional.empty();
    };
  }

  /** Returns whether the work begins with each subscription instead of with the call. */
  public abstract boolean isDeferred();

  /**
   * Returns whether the work behind this very result can be watched; if not, it must be left as it
   * is.
   */
  public boolean follows(Object result) {
    return true;
  }

  /**
   * Has the work behind a result that {@linkplain #follows can be watched} watched.
   *
   * @param result what the woven method returned
   * @param faults takes in what fails on our side, on any thread
   * @return what the application gets in place of {@code result}; may be the same object
   * @throws Throwable what the library throws; the result is then the application's own and is
   *     watched no more
   */
  public abstract Object observe(Object result, Watch watch, Consumer<Throwable> faults)
      throws Throwable;

  /**
   * Returns a new result that has arrived, for one caller.
   *
   * @param value what it delivers; for a deferred result to every subscriber, so that only a value
   *     that may be shared fits
   * @throws Throwable what the library throws
   */
  public abstract Object completed(Object value) throws Throwable;
}
