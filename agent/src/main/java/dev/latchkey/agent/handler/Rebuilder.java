package dev.latchkey.agent.handler;

import dev.latchkey.runtime.config.Rebuild;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes results from their values, by a public constructor or a public static method of the
 * application's class.
 *
 * <p>Thread-safe. What was found is kept with the class that it was found through, as objects of
 * the JDK alone, so that neither class loader keeps the other alive.
 */
final class Rebuilder {
  // The forms in which each maker is kept.
  private static final int AS_DECLARED = 0;
  private static final int BOXED = 1;
  private static final int WITH_ARRAY = 2;

  private final Rebuild config;
  private final Makers makers;

  /** Makes results from {@code count} values each. */
  Rebuilder(Rebuild config, int count) {
    this.config = config;
    makers = new Makers(config, count);
  }

  /**
   * Returns whether {@link #make} gives an object of the same class as {@code result}.
   *
   * @param type what the woven method returns
   * @param receiver the class whose loader finds the configured one when {@code type} is the JDK's
   */
  boolean makes(
      Object result, Class<?> type, @Nullable Class<?> receiver, @Nullable Object[] values) {
    MethodHandle maker = maker(type, receiver, values, AS_DECLARED);
    return maker != null
        && (config.method().isPresent()
            ? maker.type().returnType().isInstance(result)
            : maker.type().returnType() == result.getClass());
  }

  /** Returns a new object, or null when nothing makes one from these values. */
  @Nullable Object make(Class<?> type, @Nullable Class<?> receiver, @Nullable Object[] values)
      throws Throwable {
    MethodHandle maker = maker(type, receiver, values, WITH_ARRAY);
    return maker == null ? null : (Object) maker.invokeExact(values);
  }

  /** Returns the only one that takes the values; of several it is not known which is meant. */
  private @Nullable MethodHandle maker(
      Class<?> type, @Nullable Class<?> receiver, @Nullable Object[] values, int form) {
    boolean named = config.className().isPresent();
    Class<?> anchor = named && type.getClassLoader() == null && receiver != null ? receiver : type;
    MethodHandle found = null;
    for (List<MethodHandle> maker : makers.get(anchor)) {
      if (takes(maker.get(BOXED).type(), maker.get(AS_DECLARED).type(), values)) {
        if (found != null) {
          return null;
        }
        found = maker.get(form);
      }
    }
    return found;
  }

  private static boolean takes(MethodType boxed, MethodType declared, @Nullable Object[] values) {
    for (int i = 0; i < values.length; i++) {
      boolean fits =
          values[i] == null
              ? !declared.parameterType(i).isPrimitive()
              : boxed.parameterType(i).isInstance(values[i]);
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  /** What makes results; empty when there is nothing. */
  private static final class Makers extends ClassValue<List<List<MethodHandle>>> {
    private final Rebuild config;
    private final int count;

    Makers(Rebuild config, int count) {
      this.config = config;
      this.count = count;
    }

    @Override
    protected List<List<MethodHandle>> computeValue(Class<?> anchor) {
      try {
        Class<?> maker =
            config.className().isPresent()
                ? Class.forName(config.className().get(), false, anchor.getClassLoader())
                : anchor;
        return config.method().isPresent()
            ? methods(maker, config.method().get())
            : constructors(maker);
      } catch (ReflectiveOperationException | LinkageError missing) {
        return List.of();
      }
    }

    private List<List<MethodHandle>> methods(Class<?> maker, String name)
        throws IllegalAccessException {
      List<List<MethodHandle>> found = new ArrayList<>();
      for (Method method : maker.getMethods()) {
        if (method.getName().equals(name)
            && Modifier.isStatic(method.getModifiers())
            && method.getParameterCount() == count) {
          found.add(forms(MethodHandles.publicLookup().unreflect(method).asFixedArity()));
        }
      }
      return found;
    }

    private List<List<MethodHandle>> constructors(Class<?> maker) throws IllegalAccessException {
      List<List<MethodHandle>> found = new ArrayList<>();
      if (!Modifier.isAbstract(maker.getModifiers())) {
        for (Constructor<?> constructor : maker.getConstructors()) {
          if (constructor.getParameterCount() == count) {
            found.add(
                forms(
                    MethodHandles.publicLookup().unreflectConstructor(constructor).asFixedArity()));
          }
        }
      }
      return found;
    }

    private List<MethodHandle> forms(MethodHandle declared) {
      return List.of(
          declared,
          declared.asType(declared.type().wrap()),
          declared.asType(declared.type().generic()).asSpreader(Object[].class, count));
    }
  }
}
