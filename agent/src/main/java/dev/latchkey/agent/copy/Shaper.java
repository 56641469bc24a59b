package dev.latchkey.agent.copy;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds out how objects of a class are copied. Thread-safe. */
final class Shaper {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final MethodType TO_OBJECT = MethodType.methodType(Object.class, Object.class);

  /** More setters in one handle than the compiler likes to see are several handles. */
  private static final int SETTERS_TOGETHER = 12;

  private static final String VIEW = "java.util.Collections$Unmodifiable";

  /** Plain objects of the JDK; what they keep in transient fields they find again. */
  private static final List<String> PLAIN =
      List.of(
          VIEW,
          "java.util.Collections$Singleton",
          "java.util.AbstractMap$Simple",
          "java.util.Arrays$ArrayList",
          "java.util.KeyValueHolder",
          "java.util.Optional");

  /** Superclasses in the JDK that have nothing but transient fields. */
  private static final Set<String> BARE =
      Set.of(
          "java.util.AbstractCollection",
          "java.util.AbstractList",
          "java.util.AbstractMap",
          "java.util.AbstractSet");

  private final Opener opener;

  Shaper(Opener opener) {
    this.opener = opener;
  }

  /**
   * Returns how objects of this very class are copied.
   *
   * @throws NotCopyableException when they are not
   */
  Shape find(Class<?> type) throws NotCopyableException {
    String refusal = Refusals.of(type);
    if (refusal != null) {
      throw new NotCopyableException(type.getName() + " is " + refusal);
    }
    if (isJdk(type) && PLAIN.stream().noneMatch(type.getName()::startsWith)) {
      throw new NotCopyableException(type.getName() + " is not known to be copied safely");
    }
    try {
      return type.isRecord() ? ofRecord(type) : ofObject(type);
    } catch (ReflectiveOperationException | LinkageError unreachable) {
      throw new NotCopyableException(type.getName() + " cannot be looked into: " + unreachable);
    }
  }

  private Shape ofRecord(Class<?> type) throws ReflectiveOperationException, NotCopyableException {
    List<Field> fields = new ArrayList<>();
    List<Class<?>> types = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      fields.add(type.getDeclaredField(component.getName()));
      types.add(component.getType());
    }
    reach(type, fields);
    Constructor<?> constructor = type.getDeclaredConstructor(types.toArray(new Class<?>[0]));
    constructor.setAccessible(true);
    MethodHandle composer =
        LOOKUP
            .unreflectConstructor(constructor)
            .asFixedArity()
            .asSpreader(Object[].class, types.size())
            .asType(MethodType.methodType(Object.class, Object[].class));
    return new Shape(
        type,
        fields.stream().map(Field::getName).toList(),
        getters(fields),
        List.of(),
        null,
        composer,
        true,
        false,
        singletons(type));
  }

  private Shape ofObject(Class<?> type) throws ReflectiveOperationException, NotCopyableException {
    List<Field> fields = fields(type);
    return new Shape(
        type,
        fields.stream().map(Field::getName).toList(),
        getters(fields),
        setters(fields),
        Emptiness.constructor(type),
        null,
        fields.stream().allMatch(field -> Modifier.isFinal(field.getModifiers())),
        type.getName().startsWith(VIEW),
        singletons(type));
  }

  private List<Field> fields(Class<?> type) throws NotCopyableException {
    List<Field> all = new ArrayList<>();
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      boolean jdk = isJdk(each);
      if (jdk && !isJdk(type) && !isBare(each)) {
        throw new NotCopyableException(type.getName() + " extends " + each.getName());
      }
      List<Field> own = new ArrayList<>();
      for (Field field : each.getDeclaredFields()) {
        int modifiers = field.getModifiers();
        if (!Modifier.isStatic(modifiers) && !(jdk && Modifier.isTransient(modifiers))) {
          own.add(field);
        }
      }
      reach(each, own);
      all.addAll(own);
    }
    return all;
  }

  private static boolean isBare(Class<?> type) {
    return type == Object.class || type == Number.class || BARE.contains(type.getName());
  }

  private void reach(Class<?> type, List<Field> fields) throws NotCopyableException {
    if (!fields.isEmpty() && !opener.open(type)) {
      throw new NotCopyableException(
          "package " + type.getPackageName() + " of " + type.getModule() + " is closed");
    }
    fields.forEach(field -> field.setAccessible(true));
  }

  private static List<MethodHandle> getters(List<Field> fields) throws IllegalAccessException {
    List<MethodHandle> getters = new ArrayList<>();
    for (Field field : fields) {
      getters.add(LOOKUP.unreflectGetter(field).asType(TO_OBJECT));
    }
    return List.copyOf(getters);
  }

  /** Handles that set several fields each, which the JVM compiles into one piece of code. */
  private static List<MethodHandle> setters(List<Field> fields) throws IllegalAccessException {
    MethodType type = MethodType.methodType(void.class, Object.class, Object[].class);
    List<MethodHandle> setters = new ArrayList<>();
    for (int from = 0; from < fields.size(); from += SETTERS_TOGETHER) {
      MethodHandle together = MethodHandles.empty(type);
      for (int i = from; i < Math.min(from + SETTERS_TOGETHER, fields.size()); i++) {
        together = MethodHandles.foldArguments(setter(fields.get(i), i), together);
      }
      setters.add(together);
    }
    return List.copyOf(setters);
  }

  private static MethodHandle setter(Field field, int place) throws IllegalAccessException {
    MethodHandle value =
        MethodHandles.insertArguments(MethodHandles.arrayElementGetter(Object[].class), 1, place);
    MethodHandle setter =
        LOOKUP
            .unreflectSetter(field)
            .asType(MethodType.methodType(void.class, Object.class, Object.class));
    return MethodHandles.filterArguments(setter, 1, value);
  }

  private List<MethodHandle> singletons(Class<?> type)
      throws IllegalAccessException, NotCopyableException {
    List<Field> own = new ArrayList<>();
    for (Field field : type.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers())
          && Modifier.isFinal(field.getModifiers())
          && field.getType().isAssignableFrom(type)
          && field.getType() != Object.class) {
        own.add(field);
      }
    }
    reach(type, own);
    List<MethodHandle> getters = new ArrayList<>();
    for (Field field : own) {
      getters.add(LOOKUP.unreflectGetter(field).asType(MethodType.methodType(Object.class)));
    }
    return List.copyOf(getters);
  }

  /**
   * Returns whether reading an element changes the order of the map's elements.
   *
   * @throws NotCopyableException when it cannot be told
   */
  boolean isReordered(Map<?, ?> map) throws NotCopyableException {
    try {
      Field field = LinkedHashMap.class.getDeclaredField("accessOrder");
      reach(LinkedHashMap.class, List.of(field));
      return field.getBoolean(map);
    } catch (ReflectiveOperationException unknown) {
      throw new NotCopyableException("the order of a LinkedHashMap cannot be told");
    }
  }

  static boolean isJdk(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null || loader == ClassLoader.getPlatformClassLoader();
  }
}
