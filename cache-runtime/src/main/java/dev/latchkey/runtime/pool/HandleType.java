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
    Class<?> element = driverClass;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    this.driverClass = element;
    this.kind = driverClass.isArray() ? ofElements(element) : HandleKind.of(element);
    this.interfaces = PublicInterfaces.of(element, kind.jdkInterface(element));
  }

  /** An array is handed out as it is, since it cannot be replaced. */
  private static HandleKind ofElements(Class<?> element) {
    return element.isPrimitive() || JdkTypes.includes(element) || Detached.is(element)
        ? HandleKind.VALUE
        : HandleKind.ESCAPE;
  }

  HandleKind kind() {
    return kind;
  }

  Class<?> driverClass() {
    return driverClass;
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
