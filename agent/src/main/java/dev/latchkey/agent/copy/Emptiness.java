package dev.latchkey.agent.copy;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;

/**
 * Makes objects without running the constructors of their classes, by what the JDK offers to
 * serialization libraries. It is asked for by name because a run-time image may be without it.
 */
final class Emptiness {
  private static final String FACTORY = "sun.reflect.ReflectionFactory";

  private Emptiness() {}

  /**
   * Returns a constructor that runs that of {@link Object} alone.
   *
   * @throws ReflectiveOperationException when the JVM has no module {@code jdk.unsupported}
   */
  static Constructor<?> constructor(Class<?> type) throws ReflectiveOperationException {
    Class<?> factory = Class.forName(FACTORY);
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    MethodHandle find =
        lookup.findVirtual(
            factory,
            "newConstructorForSerialization",
            MethodType.methodType(Constructor.class, Class.class, Constructor.class));
    try {
      Object made =
          lookup
              .findStatic(factory, "getReflectionFactory", MethodType.methodType(factory))
              .invoke();
      return (Constructor<?>) find.invoke(made, type, Object.class.getDeclaredConstructor());
    } catch (ReflectiveOperationException | RuntimeException | Error failed) {
      throw failed;
    } catch (Throwable undeclared) {
      throw new ReflectiveOperationException(undeclared);
    }
  }
}
