package dev.latchkey.agent.handler;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;

/**
 * The public constructors without parameters of classes of the application, kept with the classes,
 * so that nothing here holds them. Thread-safe.
 */
final class Constructors {
  private static final ByClass BY_CLASS = new ByClass();

  private Constructors() {}

  /** Returns what makes an object of this class, which is to be called as one of type Object. */
  static Optional<MethodHandle> of(Class<?> type) {
    return BY_CLASS.get(type);
  }

  private static final class ByClass extends ClassValue<Optional<MethodHandle>> {
    @Override
    protected Optional<MethodHandle> computeValue(Class<?> type) {
      try {
        return Optional.of(
            MethodHandles.publicLookup()
                .findConstructor(type, MethodType.methodType(void.class))
                .asType(MethodType.methodType(Object.class)));
      } catch (ReflectiveOperationException missing) {
        return Optional.empty();
      }
    }
  }
}
