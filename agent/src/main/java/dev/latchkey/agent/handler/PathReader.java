package dev.latchkey.agent.handler;

import dev.latchkey.runtime.config.KeyPath;
import dev.latchkey.runtime.config.KeyPath.Step;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a path such as {@code arg0.subject} from the objects of one call. Each step is resolved
 * once per class of object and kept with that class. What is kept is of the JDK's own classes, so
 * that neither keeps the other's class loader alive: an exception, for one, would keep the classes
 * on its stack.
 *
 * <p>Thread-safe.
 */
final class PathReader {
  private final KeyPath path;
  private final List<StepReader> steps = new ArrayList<>();

  PathReader(KeyPath path) {
    this.path = path;
    for (Step step : path.steps()) {
      steps.add(new StepReader(step));
    }
  }

  /** Returns an array: calls go through it, and an iterator would be theirs to collect. */
  static PathReader[] all(List<KeyPath> paths) {
    return paths.stream().map(PathReader::new).toArray(PathReader[]::new);
  }

  KeyPath path() {
    return path;
  }

  /**
   * Returns what the path leads to; null as soon as one step is null.
   *
   * @throws Throwable what the application's accessor throws, or {@link NoSuchMethodException} or
   *     {@link NoSuchFieldException} when an object has no such member
   */
  @Nullable Object read(
      @Nullable Object self, @Nullable Object[] arguments, @Nullable Object result)
      throws Throwable {
    Object value =
        switch (path.root()) {
          case THIS -> self;
          case RESULT -> result;
          case ARGUMENT -> path.argument() < arguments.length ? arguments[path.argument()] : null;
        };
    for (int i = 0; i < steps.size() && value != null; i++) {
      value = steps.get(i).read(value);
    }
    return value;
  }

  /** One step, resolved per class; a class without the member keeps what is wrong. */
  private static final class StepReader extends ClassValue<Object> {
    private final Step step;

    StepReader(Step step) {
      this.step = step;
    }

    @Nullable Object read(Object receiver) throws Throwable {
      Object resolved = get(receiver.getClass());
      if (resolved instanceof MethodHandle handle) {
        return (Object) handle.invokeExact(receiver);
      }
      throw step instanceof KeyPath.Field
          ? new NoSuchFieldException((String) resolved)
          : new NoSuchMethodException((String) resolved);
    }

    @Override
    protected Object computeValue(Class<?> type) {
      try {
        MethodHandle handle = resolve(type);
        return handle.asType(MethodType.methodType(Object.class, Object.class));
      } catch (ReflectiveOperationException missing) {
        return String.valueOf(missing.getMessage());
      }
    }

    private MethodHandle resolve(Class<?> type) throws ReflectiveOperationException {
      if (step instanceof KeyPath.OptionalField && !hasField(type, step.name())) {
        return MethodHandles.dropArguments(
            MethodHandles.constant(Object.class, null), 0, Object.class);
      }
      if (step instanceof KeyPath.Field || step instanceof KeyPath.OptionalField) {
        Field found = field(type, step.name());
        return MethodHandles.privateLookupIn(found.getDeclaringClass(), MethodHandles.lookup())
            .unreflectGetter(found);
      }
      List<?> literals = step instanceof KeyPath.Call call ? call.literals() : List.of();
      Method method = method(type, step, literals);
      MethodHandle handle = unreflect(method);
      return literals.isEmpty()
          ? handle
          : MethodHandles.insertArguments(handle, 1, converted(literals, method));
    }

    private static boolean hasField(Class<?> type, String name) {
      try {
        field(type, name);
        return true;
      } catch (NoSuchFieldException missing) {
        return false;
      }
    }

    private static Field field(Class<?> type, String name) throws NoSuchFieldException {
      for (Class<?> each = type; each != null; each = each.getSuperclass()) {
        for (Field field : each.getDeclaredFields()) {
          if (field.getName().equals(name) && !Modifier.isStatic(field.getModifiers())) {
            return field;
          }
        }
      }
      throw new NoSuchFieldException(type.getName() + " has no field '" + name + "'");
    }

    private static Method method(Class<?> type, Step step, List<?> literals)
        throws NoSuchMethodException {
      for (String name : names(step)) {
        for (Method method : type.getMethods()) {
          if (method.getName().equals(name)
              && method.getParameterCount() == literals.size()
              && method.getReturnType() != void.class
              && !Modifier.isStatic(method.getModifiers())
              && takes(method, literals)) {
            return method;
          }
        }
      }
      throw new NoSuchMethodException(type.getName() + " has no public method for '" + step + "'");
    }

    private static List<String> names(Step step) {
      String name = step.name();
      if (!(step instanceof KeyPath.Property)) {
        return List.of(name);
      }
      String capital = Character.toUpperCase(name.charAt(0)) + name.substring(1);
      return List.of(name, "get" + capital, "is" + capital);
    }

    private static boolean takes(Method method, List<?> literals) {
      Class<?>[] types = method.getParameterTypes();
      for (int i = 0; i < types.length; i++) {
        if (!fits(types[i], literals.get(i))) {
          return false;
        }
      }
      return true;
    }

    private static boolean fits(Class<?> type, Object literal) {
      if (literal instanceof Boolean) {
        return type == boolean.class || type == Boolean.class;
      }
      if (literal instanceof Number) {
        return type == long.class
            || type == Long.class
            || (literal instanceof Integer && (type == int.class || type == Integer.class));
      }
      return type.isInstance(literal);
    }

    private static Object[] converted(List<?> literals, Method method) {
      Object[] values = literals.toArray();
      for (int i = 0; i < values.length; i++) {
        Class<?> type = method.getParameterTypes()[i];
        if (values[i] instanceof Integer number && (type == long.class || type == Long.class)) {
          values[i] = number.longValue();
        }
      }
      return values;
    }

    /**
     * A public method of a class that nobody may see, such as a JDK collection, is called through a
     * type that is seen and declares it; a method that only such a class of the application has,
     * through the lookup of that class.
     */
    private static MethodHandle unreflect(Method method) throws IllegalAccessException {
      Method visible = visible(method.getDeclaringClass(), method);
      return visible == null
          ? MethodHandles.privateLookupIn(method.getDeclaringClass(), MethodHandles.lookup())
              .unreflect(method)
          : MethodHandles.publicLookup().unreflect(visible);
    }

    private static @Nullable Method visible(@Nullable Class<?> type, Method method) {
      if (type == null) {
        return null;
      }
      if (isVisible(type)) {
        try {
          return type.getMethod(method.getName(), method.getParameterTypes());
        } catch (NoSuchMethodException declaredElsewhere) {
          // Then one of its supertypes has it, or none that is seen.
        }
      }
      for (Class<?> implemented : type.getInterfaces()) {
        Method found = visible(implemented, method);
        if (found != null) {
          return found;
        }
      }
      return visible(type.getSuperclass(), method);
    }

    private static boolean isVisible(Class<?> type) {
      return Modifier.isPublic(type.getModifiers())
          && type.getModule().isExported(type.getPackageName());
    }
  }
}
