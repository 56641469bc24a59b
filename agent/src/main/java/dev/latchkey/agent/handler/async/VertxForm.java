package dev.latchkey.agent.handler.async;

import static dev.latchkey.agent.handler.async.LibraryMethods.generic;
import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Vert.x' {@code Future}, seen with 4.5 and 5.0. Its listeners are called in the order in which
 * they came, so that the first one, ours, sees the value before the caller's.
 */
final class VertxForm extends AsyncForm {
  static final String NAME = "io.vertx.core.Future";

  private static final LibraryMethods METHODS = new LibraryMethods(VertxForm::find);
  private static final int SUCCEEDED = 0;
  private static final int STAGE = 1;

  private final MethodHandle[] methods;

  private VertxForm(MethodHandle[] methods) {
    this.methods = methods;
  }

  static Optional<AsyncForm> form(Class<?> type) {
    MethodHandle[] found = METHODS.get(type);
    return found.length == 0 ? Optional.empty() : Optional.of(new VertxForm(found));
  }

  private static MethodHandle[] find(Class<?> future, MethodHandles.Lookup lookup)
      throws ReflectiveOperationException {
    return new MethodHandle[] {
      generic(lookup.findStatic(future, "succeededFuture", methodType(future, Object.class))),
      generic(lookup.findVirtual(future, "toCompletionStage", methodType(CompletionStage.class))),
    };
  }

  @Override
  public boolean isDeferred() {
    return false;
  }

  @Override
  public Object observe(Object result, Watch watch, Consumer<Throwable> faults) throws Throwable {
    Object listening = (Object) methods[STAGE].invokeExact(result);
    StageForm.tell((CompletionStage<?>) listening, new WatchedRun(watch.begin(), faults));
    return result;
  }

  @Override
  public Object completed(Object value) throws Throwable {
    return (Object) methods[SUCCEEDED].invokeExact(value);
  }
}
