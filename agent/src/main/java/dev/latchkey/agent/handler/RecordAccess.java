package dev.latchkey.agent.handler;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes records of one class apart and puts them together. Immutable; what was found of the class
 * is kept with it, so that this does not hold it.
 */
record RecordAccess(WeakReference<Class<?>> type) {
  private static final Shapes SHAPES = new Shapes();

  static RecordAccess of(Class<?> type) {
    return new RecordAccess(new WeakReference<>(type));
  }

  /**
   * Returns the components in the order of the constructor.
   *
   * @throws Throwable what an accessor throws, or that the class is closed to us
   */
  static List<@Nullable Object> components(Object value) throws Throwable {
    List<@Nullable Object> read = new ArrayList<>();
    for (MethodHandle accessor : shape(value.getClass()).accessors()) {
      read.add((Object) accessor.invokeExact(value));
    }
    return read;
  }

  /**
   * Returns a new record.
   *
   * @throws Throwable what the constructor throws, or that the class is gone
   */
  Object make(@Nullable Object[] components) throws Throwable {
    Class<?> known = type.get();
    if (known == null) {
      throw new ClassNotFoundException("a record's class is gone");
    }
    return (Object) shape(known).constructor().invokeExact(components);
  }

  private static Shape shape(Class<?> type) throws ReflectiveOperationException {
    Object found = SHAPES.get(type);
    if (found instanceof Shape shape) {
      return shape;
    }
    throw (ReflectiveOperationException) found;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RecordAccess that && type.get() == that.type.get();
  }

  @Override
  public int hashCode() {
    Class<?> known = type.get();
    return known == null ? 0 : known.hashCode();
  }

  private record Shape(List<MethodHandle> accessors, MethodHandle constructor) {}

  /** What each class is made of; the exception for one that is closed to us. */
  private static final class Shapes extends ClassValue<Object> {
    @Override
    protected Object computeValue(Class<?> type) {
      try {
        return shape(type);
      } catch (ReflectiveOperationException closed) {
        return closed;
      }
    }

    private static Shape shape(Class<?> type) throws ReflectiveOperationException {
      MethodHandles.Lookup inside = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      List<MethodHandle> accessors = new ArrayList<>();
      List<Class<?>> types = new ArrayList<>();
      for (RecordComponent component : type.getRecordComponents()) {
        types.add(component.getType());
        accessors.add(
            inside
                .unreflect(component.getAccessor())
                .asType(MethodType.methodType(Object.class, Object.class)));
      }
      MethodHandle constructor =
          inside
              .findConstructor(type, MethodType.methodType(void.class, types))
              .asSpreader(Object[].class, types.size())
              .asType(MethodType.methodType(Object.class, Object[].class));
      return new Shape(List.copyOf(accessors), constructor);
    }
  }
}
