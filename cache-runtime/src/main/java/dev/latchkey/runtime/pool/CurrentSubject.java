package dev.latchkey.runtime.pool;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/**
 * Whether the calling thread runs as a {@link Subject}. JDK 18 and later say so by {@code current};
 * before, the subject is in the access-control context. Stateless.
 */
final class CurrentSubject {
  private static final int FIRST_SCOPED = 22;
  private static final @Nullable MethodHandle CURRENT = find();

  private CurrentSubject() {}

  /**
   * Returns whether subjects are found in access-control contexts alone, to which a combiner puts
   * them. Later JDKs know better places, where asking costs little.
   */
  static boolean isOfContext() {
    return Runtime.version().feature() < FIRST_SCOPED;
  }

  /** Returns whether there is one; where it cannot be asked, there might be. */
  static boolean isPresent() {
    if (CURRENT == null) {
      return true;
    }
    try {
      return (Subject) CURRENT.invokeExact() != null;
    } catch (Throwable unknown) {
      return true;
    }
  }

  private static @Nullable MethodHandle find() {
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    try {
      return lookup.findStatic(Subject.class, "current", MethodType.methodType(Subject.class));
    } catch (ReflectiveOperationException older) {
      return ofContext(lookup);
    }
  }

  private static @Nullable MethodHandle ofContext(MethodHandles.Lookup lookup) {
    try {
      Class<?> context = Class.forName("java.security.AccessControlContext");
      MethodHandle take =
          lookup.findStatic(
              Class.forName("java.security.AccessController"),
              "getContext",
              MethodType.methodType(context));
      MethodHandle subject =
          lookup.findStatic(
              Subject.class, "getSubject", MethodType.methodType(Subject.class, context));
      return MethodHandles.collectArguments(subject, 0, take);
    } catch (ReflectiveOperationException unknown) {
      return null;
    }
  }
}
