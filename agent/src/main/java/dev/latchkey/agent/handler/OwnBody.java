package dev.latchkey.agent.handler;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The methods of one name, to be called again on objects and classes of the application.
 * Thread-safe. Handles are kept with their class, so that neither keeps the other's class loader
 * alive.
 */
final class OwnBody {
  private final Methods methods;
  private final Methods statics;

  OwnBody(String name) {
    methods = new Methods(name, false);
    statics = new Methods(name, true);
  }

  /**
   * Returns the instance method of {@code type} or a superclass with this signature, taking
   * receiver and arguments; null when it cannot be called from here.
   *
   * @param signature as {@link Site#method} ends
   */
  @Nullable MethodHandle of(Class<?> type, String signature) {
    return methods.get(type).get(signature);
  }

  /** Returns the static method of {@code type} in the same way, taking the arguments alone. */
  @Nullable MethodHandle ofStatic(Class<?> type, String signature) {
    return statics.get(type).get(signature);
  }

  private static final class Methods extends ClassValue<Map<String, MethodHandle>> {
    private final String name;
    private final boolean ofClass;

    Methods(String name, boolean ofClass) {
      this.name = name;
      this.ofClass = ofClass;
    }

    @Override
    protected Map<String, MethodHandle> computeValue(Class<?> type) {
      Map<String, MethodHandle> found = new HashMap<>();
      for (Class<?> each = type; each != null; each = each.getSuperclass()) {
        for (Method method : each.getDeclaredMethods()) {
          if (method.getName().equals(name)
              && Modifier.isStatic(method.getModifiers()) == ofClass) {
            add(method, found);
          }
        }
      }
      return found;
    }

    private static void add(Method method, Map<String, MethodHandle> found) {
      try {
        MethodHandles.Lookup lookup =
            MethodHandles.privateLookupIn(method.getDeclaringClass(), MethodHandles.lookup());
        found.putIfAbsent(signature(method), lookup.unreflect(method).asFixedArity());
      } catch (IllegalAccessException closed) {
        // The module does not open the package: its documents are fetched by the application.
      }
    }

    private static String signature(Method method) {
      StringJoiner types = new StringJoiner(", ", method.getName() + "(", ")");
      for (Class<?> type : method.getParameterTypes()) {
        types.add(type.getTypeName());
      }
      return types.toString();
    }
  }
}
