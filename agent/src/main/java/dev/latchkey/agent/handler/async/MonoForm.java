package dev.latchkey.agent.handler.async;

import static dev.latchkey.agent.handler.async.LibraryMethods.generic;
import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
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

  private static final int FROM_DIRECT = 5;
  private static final int SUBSCRIBE = 6;

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
      generic(lookup.findStatic(mono, "fromDirect", methodType(mono, publisher(mono)))),
      lookup
          .findVirtual(publisher(mono), "subscribe", methodType(void.class, subscriber(mono)))
          .asType(methodType(void.class, Object.class, Object.class)),
    };
  }

  /** The interfaces of Reactive Streams, as the application's own Reactor sees them. */
  private static Class<?> publisher(Class<?> mono) throws ReflectiveOperationException {
    return Class.forName("org.reactivestreams.Publisher", false, mono.getClassLoader());
  }

  private static Class<?> subscriber(Class<?> mono) throws ReflectiveOperationException {
    return Class.forName("org.reactivestreams.Subscriber", false, mono.getClassLoader());
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

  /**
   * A publisher that passes the subscriber on: no operator of the library runs code around the
   * subscription itself.
   */
  @Override
  Object surrounded(Object origin, Run run, Consumer<Throwable> faults) throws Throwable {
    Class<?> publisher = publisher(origin.getClass());
    MethodHandle subscribe = methods[SUBSCRIBE];
    InvocationHandler passing =
        (proxy, method, arguments) -> {
          if (method.getDeclaringClass() == Object.class) {
            return method.invoke(origin, arguments);
          }
          surround(run, faults, () -> subscribe(subscribe, origin, arguments[0]));
          return null;
        };
    Object passed =
        Proxy.newProxyInstance(publisher.getClassLoader(), new Class<?>[] {publisher}, passing);
    return (Object) methods[FROM_DIRECT].invokeExact(passed);
  }

  /** What a subscription throws is the application's own. */
  private static void subscribe(MethodHandle subscribe, Object origin, Object subscriber) {
    try {
      subscribe.invokeExact(origin, subscriber);
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable undeclared) {
      throw new IllegalStateException(undeclared); // the method declares none
    }
  }
}
