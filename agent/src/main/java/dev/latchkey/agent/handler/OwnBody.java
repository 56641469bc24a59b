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
 * The methods of one name, to be called again on objects of the application. Thread-safe. Handles
 * are kept with their class, so that neither keeps the other's class loader alive.
 */
final class OwnBody {
  private final Methods methods;

  OwnBody(String name) {
    methods = new Methods(name);
  }

  /**
   * Returns the instance method of {@code type} with this signature, taking receiver and arguments;
   * null when it cannot be called from here.
   *
   * @param signature as {@link Site#method} ends
   */
  @Nullable MethodHandle of(Class<?> type, String signature) {
    return methods.get(type).get(signature);
  }

  private static final class Methods extends ClassValue<Map<String, MethodHandle>> {
    private final String name;

    Methods(String name) {
      this.name = name;
    }

    @Override
    protected Map<String, MethodHandle> computeValue(Class<?> type) {
      Map<String, MethodHandle> found = new HashMap<>();
      for (Method method : type.getDeclaredMethods()) {
        if (method.getName().equals(name) && !Modifier.isStatic(method.getModifiers())) {
          try {
            found.put(
                signature(method),
                MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                    .unreflect(method)
                    .asFixedArity());
          } catch (IllegalAccessException closed) {
            // The module does not open the package: its documents are fetched by the application.
          }
        }
      }
      return found;
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
