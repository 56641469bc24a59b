package dev.latchkey.agent.start;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;

/**
 * Clears what the JDK itself still knows of the agent's classes. The method handles behind the
 * {@code equals}, {@code hashCode} and {@code toString} of records are static, and each keeps the
 * last type that it was adapted to: up to JDK 18 strongly (JDK-8078641), so that a record of ours
 * that was compared last would keep the agent's class loader. They are adapted to the agent's entry
 * class instead, which stays in the JVM anyway. From JDK 19 on they keep it softly, until memory is
 * wanted.
 */
final class JdkCaches {
  private static final int FIRST_SOFT = 19;
  private static final String ENTRY = "dev.latchkey.agent.LatchkeyAgent";

  private JdkCaches() {}

  static void release() throws Throwable {
    if (Runtime.version().feature() >= FIRST_SOFT) {
      return;
    }
    Class<?> other = Class.forName(ENTRY, false, ClassLoader.getSystemClassLoader());
    adapt("equals", MethodType.methodType(boolean.class, other, Object.class), other);
    adapt("hashCode", MethodType.methodType(int.class, other), other);
    adapt("toString", MethodType.methodType(String.class, other), other);
  }

  private static void adapt(String method, MethodType type, Class<?> other) throws Throwable {
    MethodHandle component = MethodHandles.identity(other);
    var unused =
        ObjectMethods.bootstrap(
            MethodHandles.publicLookup(), method, type, other, "value", component);
  }
}
