package dev.latchkey.agent.start;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;

/**
 * Clears what the JDK itself still knows of the agent's classes. The method handles behind the
 * {@code equals}, {@code hashCode} and {@code toString} of records are static, and up to JDK 18
 * each keeps the last type that it was adapted to (JDK-8078641): a record of ours that was compared
 * last would keep the agent's class loader. They are adapted to a type of the JDK instead.
 */
final class JdkCaches {
  private static final Class<?> OTHER = String.class;

  private JdkCaches() {}

  static void release() throws Throwable {
    adapt("equals", MethodType.methodType(boolean.class, OTHER, Object.class));
    adapt("hashCode", MethodType.methodType(int.class, OTHER));
    adapt("toString", MethodType.methodType(String.class, OTHER));
  }

  private static void adapt(String method, MethodType type) throws Throwable {
    MethodHandle component = MethodHandles.identity(OTHER);
    var unused =
        ObjectMethods.bootstrap(MethodHandles.lookup(), method, type, OTHER, "value", component);
  }
}
