package dev.latchkey.agent.handler.async;

import static dev.latchkey.agent.handler.async.LibraryMethods.generic;
import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Project Reactor's {@code Mono}, seen with 3.4 to 3.8. */
final class MonoForm extends DeferredForm {
  static final String NAME = "reactor.core.publisher.Mono";

  private static final LibraryMethods METHODS = new LibraryMethods(MonoForm::find);
  private static final int DEFER = 0;
  private static final int JUST = 1;
  private static final int ON_SUCCESS = 2;
  private static final int ON_ERROR = 3;
  private static final int ON_CANCEL = 4;

  private final MethodHandle[] methods;

  private MonoForm(MethodHandle[] methods) {
    this.methods = methods;
  }

  static Optional<AsyncForm> form(Class<?> type) {
    MethodHandle[] found = METHODS.get(type);
    return found.length == 0 ? Optional.empty() : Optional.of(new MonoForm(found));
  }

  private static MethodHandle[] find(Class<?> mono, MethodHandles.Lookup lookup)
      throws ReflectiveOperationException {
    return new MethodHandle[] {
      generic(lookup.findStatic(mono, "defer", methodType(mono, Supplier.class))),
      generic(lookup.findStatic(mono, "just", methodType(mono, Object.class))),
      generic(lookup.findVirtual(mono, "doOnSuccess", methodType(mono, Consumer.class))),
      generic(lookup.findVirtual(mono, "doOnError", methodType(mono, Consumer.class))),
      generic(lookup.findVirtual(mono, "doOnCancel", methodType(mono, Runnable.class))),
    };
  }

  @Override
  public Object completed(Object value) throws Throwable {
    return (Object) methods[JUST].invokeExact(value);
  }

  @Override
  Object deferred(Supplier<Object> choice) throws Throwable {
    return (Object) methods[DEFER].invokeExact((Object) choice);
  }

  @Override
  Object watched(Object origin, WatchedRun run) throws Throwable {
    Consumer<Object> success = run::succeeded;
    Consumer<Throwable> failure = run::failed;
    Runnable cancel = run::cancelled;
    Object watched = (Object) methods[ON_SUCCESS].invokeExact(origin, (Object) success);
    watched = (Object) methods[ON_ERROR].invokeExact(watched, (Object) failure);
    return (Object) methods[ON_CANCEL].invokeExact(watched, (Object) cancel);
  }
}
