package dev.latchkey.agent.handler.async;

import static dev.latchkey.agent.handler.async.LibraryMethods.generic;
import static java.lang.invoke.MethodHandles.filterArguments;
import static java.lang.invoke.MethodHandles.foldArguments;
import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Mutiny's {@code Uni}, seen with 1.10 and 3.1. */
final class UniForm extends DeferredForm {
  static final String NAME = "io.smallrye.mutiny.Uni";

  private static final LibraryMethods METHODS = new LibraryMethods(UniForm::find);
  private static final int DEFER = 0;
  private static final int ITEM = 1;
  private static final int ON_END = 2;
  private static final int ON_CANCEL = 3;

  private final MethodHandle[] methods;

  private UniForm(MethodHandle[] methods) {
    this.methods = methods;
  }

  static Optional<AsyncForm> form(Class<?> type) {
    MethodHandle[] found = METHODS.get(type);
    return found.length == 0 ? Optional.empty() : Optional.of(new UniForm(found));
  }

  /** Mutiny names its operators in groups: {@code Uni.createFrom().item(...)}. */
  private static MethodHandle[] find(Class<?> uni, MethodHandles.Lookup lookup)
      throws ReflectiveOperationException {
    Class<?> create = uni.getMethod("createFrom").getReturnType();
    Class<?> end = uni.getMethod("onItemOrFailure").getReturnType();
    Class<?> cancel = uni.getMethod("onCancellation").getReturnType();
    MethodHandle creation = lookup.findStatic(uni, "createFrom", methodType(create));
    MethodHandle onEnd = lookup.findVirtual(uni, "onItemOrFailure", methodType(end));
    MethodHandle onCancel = lookup.findVirtual(uni, "onCancellation", methodType(cancel));
    MethodHandle deferred = lookup.findVirtual(create, "deferred", methodType(uni, Supplier.class));
    MethodHandle item = lookup.findVirtual(create, "item", methodType(uni, Object.class));
    MethodHandle endsWith = lookup.findVirtual(end, "invoke", methodType(uni, BiConsumer.class));
    MethodHandle cancelled = lookup.findVirtual(cancel, "invoke", methodType(uni, Runnable.class));
    return new MethodHandle[] {
      generic(foldArguments(deferred, creation)),
      generic(foldArguments(item, creation)),
      generic(filterArguments(endsWith, 0, onEnd)),
      generic(filterArguments(cancelled, 0, onCancel)),
    };
  }

  @Override
  public Object completed(Object value) throws Throwable {
    return (Object) methods[ITEM].invokeExact(value);
  }

  @Override
  Object deferred(Supplier<Object> choice) throws Throwable {
    return (Object) methods[DEFER].invokeExact((Object) choice);
  }

  @Override
  Object watched(Object origin, WatchedRun run) throws Throwable {
    BiConsumer<Object, Throwable> end =
        (item, failure) -> {
          if (failure == null) {
            run.succeeded(item);
          } else {
            run.failed(failure);
          }
        };
    Runnable cancel = run::cancelled;
    Object watched = (Object) methods[ON_END].invokeExact(origin, (Object) end);
    return (Object) methods[ON_CANCEL].invokeExact(watched, (Object) cancel);
  }
}
