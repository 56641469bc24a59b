package dev.latchkey.agent.copy;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Constructor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How objects of one class are read and made again, without running the application's code but for
 * the constructors of records. Immutable. Kept with the class.
 *
 * @param type the class
 * @param fields their names, in the order of reading
 * @param getters each from object to object
 * @param setters each fills some of the fields, in order, from object and the array of all values;
 *     empty for a record
 * @param empty makes an object without running a constructor of its class; null for a record
 * @param composer makes a record from the array of all values; null for other objects
 * @param isFrozen whether no field can be changed
 * @param isView whether it shows another collection
 * @param singletons reads the static fields that may hold the class's own objects
 */
record Shape(
    Class<?> type,
    List<String> fields,
    List<MethodHandle> getters,
    List<MethodHandle> setters,
    @Nullable Constructor<?> empty,
    @Nullable MethodHandle composer,
    boolean isFrozen,
    boolean isView,
    List<MethodHandle> singletons)
    implements Part.Maker {

  /** Returns the values of all fields. */
  @Nullable Object[] read(Object value) throws Throwable {
    @Nullable Object[] values = new @Nullable Object[getters.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (Object) getters.get(i).invokeExact(value);
    }
    return values;
  }

  /** Returns whether everybody gets this very object by the class's own static field. */
  boolean isSingleton(Object value) throws Throwable {
    for (MethodHandle each : singletons) {
      if ((Object) each.invokeExact() == value) {
        return true;
      }
    }
    return false;
  }

  boolean isRecord() {
    return composer != null;
  }

  /** Returns a new object whose fields are not set. */
  Object allocate() throws ReflectiveOperationException {
    if (empty == null) {
      throw new InstantiationException(type.getName());
    }
    return empty.newInstance();
  }

  /** Sets all fields. */
  void fill(Object object, @Nullable Object[] values) throws Throwable {
    for (int i = 0; i < setters.size(); i++) {
      setters.get(i).invokeExact(object, values);
    }
  }

  @Override
  public Object make(@Nullable Object[] parts) throws Throwable {
    if (composer == null) {
      throw new InstantiationException(type.getName());
    }
    return (Object) composer.invokeExact(parts);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Shape that && type == that.type;
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }
}
