package dev.latchkey.runtime.pool;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How the objects of one class of a driver are handed out. Thread-safe. */
final class HandleType {
  private final Class<?> driverClass;
  private final HandleKind kind;
  private final Class<?>[] interfaces;
  private final Map<Method, HandleCall> calls = new ConcurrentHashMap<>();

  HandleType(Class<?> driverClass) {
    this.driverClass = driverClass;
    this.kind = HandleKind.of(driverClass);
    this.interfaces = PublicInterfaces.of(driverClass, kind.jdkInterface(driverClass));
  }

  HandleKind kind() {
    return kind;
  }

  /** Returns a new proxy over all public interfaces of the driver's class. */
  Object proxy(InvocationHandler handler) {
    return Proxy.newProxyInstance(driverClass.getClassLoader(), interfaces, handler);
  }

  /**
   * Returns how a method is called.
   *
   * @param method as a proxy of this type passes it
   */
  HandleCall call(Method method) {
    @Nullable HandleCall call = calls.get(method);
    return call != null
        ? call
        : calls.computeIfAbsent(method, m -> HandleCall.of(m, kind, interfaces));
  }
}
