package dev.latchkey.agent.handler;

import dev.latchkey.runtime.config.KeyPath;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has the part of a key set that a call is for chosen by the argument that the library chooses with
 * itself.
 *
 * <p>Thread-safe. What was found is kept with the argument's class, as objects of the JDK and of
 * that class's own library alone.
 */
final class Selection {
  private final int argument;
  private final Methods methods;

  /**
   * @param path an argument and its method's name, as {@code arg0.select}
   */
  Selection(KeyPath path) {
    argument = path.argument();
    methods = new Methods(path.steps().get(0).name());
  }

  /** Returns the number of the argument that chooses. */
  int argument() {
    return argument;
  }

  /**
   * Returns what the argument's method returns for a key set, or null when it has none that takes
   * it.
   *
   * @throws Throwable what that method throws
   */
  @Nullable Object from(Object keySet, @Nullable Object[] arguments) throws Throwable {
    Object chooser = argument < arguments.length ? arguments[argument] : null;
    if (chooser == null) {
      return null;
    }
    for (MethodHandle method : methods.get(chooser.getClass())) {
      if (method.type().parameterType(1).isInstance(keySet)) {
        return method.invoke(chooser, keySet);
      }
    }
    return null;
  }

  /** The public methods of one name that take one object and return one. */
  private static final class Methods extends ClassValue<List<MethodHandle>> {
    private final String name;

    Methods(String name) {
      this.name = name;
    }

    @Override
    protected List<MethodHandle> computeValue(Class<?> type) {
      List<MethodHandle> found = new ArrayList<>();
      for (Method method : type.getMethods()) {
        if (method.getName().equals(name)
            && method.getParameterCount() == 1
            && !Modifier.isStatic(method.getModifiers())
            && !method.isBridge()
            && !method.getReturnType().isPrimitive()) {
          try {
            found.add(MethodHandles.publicLookup().unreflect(method).asFixedArity());
          } catch (IllegalAccessException hidden) {
            // A class that nobody may see: then there is no way to choose as the library does.
          }
        }
      }
      return List.copyOf(found);
    }
  }
}
