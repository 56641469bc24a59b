package dev.latchkey.agent.handler;

import java.lang.ref.WeakReference;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a value: enough to make an equal one for each caller, of the same kind, and
 * nothing of the application. Immutable; equal when the values are.
 */
sealed interface Form {
  /** An estimate for a reference and the object that holds it. */
  int NODE_BYTES = 32;

  /**
   * Returns the value, made anew where it can be changed.
   *
   * @param token what stands for the token in the value
   * @throws Throwable when it cannot be made, for instance because its class is gone
   */
  @Nullable Object make(String token) throws Throwable;

  /** Returns an estimate of what keeping this costs. */
  int bytes();

  /** Returns whether everybody may be given the same object. */
  default boolean isShared() {
    return false;
  }

  /** An immutable value of the JDK, null among them. */
  record Shared(@Nullable Object value, int bytes) implements Form {
    @Override
    public @Nullable Object make(String token) {
      return value;
    }

    @Override
    public boolean isShared() {
      return true;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Shared that && Objects.equals(value, that.value);
    }

    @Override
    public int hashCode() {
      return Objects.hashCode(value);
    }

    @Override
    public String toString() {
      return "Shared[]";
    }
  }

  /** The token itself, as each caller presents it: rule V-10. */
  record Token() implements Form {
    @Override
    public Object make(String token) {
      return token;
    }

    @Override
    public int bytes() {
      return NODE_BYTES;
    }
  }

  /** A constant of the application's, which is the same object for everybody. */
  record Constant(WeakReference<Enum<?>> held, String name) implements Form {
    @Override
    public Object make(String token) throws ClassNotFoundException {
      Enum<?> constant = held.get();
      if (constant == null) {
        throw new ClassNotFoundException("an enum of the application is gone");
      }
      return constant;
    }

    @Override
    public int bytes() {
      return 2 * NODE_BYTES;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Constant that && held.get() == that.held.get();
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }
  }

  /** A point in time that can be set. */
  record Moment(long millis) implements Form {
    @Override
    @SuppressWarnings("JavaUtilDate") // libraries have it in their results
    public Object make(String token) {
      return new Date(millis);
    }

    @Override
    public int bytes() {
      return NODE_BYTES;
    }
  }

  /** An array of primitives. */
  record Primitives(Object array, int bytes) implements Form {
    @Override
    public Object make(String token) {
      int length = Array.getLength(array);
      Object copy = Array.newInstance(array.getClass().getComponentType(), length);
      System.arraycopy(array, 0, copy, 0, length);
      return copy;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Primitives that && Objects.deepEquals(array, that.array);
    }

    @Override
    public int hashCode() {
      return Array.getLength(array);
    }

    @Override
    public String toString() {
      return "Primitives[]";
    }
  }

  /** An array of objects whose component type is the JDK's. */
  record References(Class<?> component, List<Form> items) implements Form {
    @Override
    public Object make(String token) throws Throwable {
      Object[] array = (Object[]) Array.newInstance(component, items.size());
      for (int i = 0; i < array.length; i++) {
        array[i] = items.get(i).make(token);
      }
      return array;
    }

    @Override
    public int bytes() {
      return sum(items);
    }
  }

  /** A list or set of the JDK. */
  record Items(CollectionKind kind, List<Form> items) implements Form {
    @Override
    public Object make(String token) throws Throwable {
      List<@Nullable Object> made = new ArrayList<>(items.size());
      for (Form item : items) {
        made.add(item.make(token));
      }
      return kind.make(made);
    }

    @Override
    public int bytes() {
      return sum(items);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Items that && kind == that.kind && sameItems(that);
    }

    private boolean sameItems(Items that) {
      // The order of a set of the JDK's immutable kind changes with each of them.
      return kind.isOrdered()
          ? items.equals(that.items)
          : items.size() == that.items.size() && items.containsAll(that.items);
    }

    @Override
    public int hashCode() {
      return items.size();
    }
  }

  /** A map of the JDK, or one that the library brought. */
  record Entries(MapKind kind, List<Form> keys, List<Form> values) implements Form {
    @Override
    public Object make(String token) throws Throwable {
      Map<@Nullable Object, @Nullable Object> target = kind.begin(keys.size());
      for (int i = 0; i < keys.size(); i++) {
        target.put(keys.get(i).make(token), values.get(i).make(token));
      }
      return kind.finish(target);
    }

    @Override
    public int bytes() {
      return sum(keys) + sum(values);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Entries that
          && kind.equals(that.kind)
          && byKey().equals(that.byKey());
    }

    private Map<Form, Form> byKey() {
      Map<Form, Form> all = new HashMap<>();
      for (int i = 0; i < keys.size(); i++) {
        all.put(keys.get(i), values.get(i));
      }
      return all;
    }

    @Override
    public int hashCode() {
      return keys.size();
    }
  }

  /** An Optional with something in it. */
  record Present(Form value) implements Form {
    @Override
    public Object make(String token) throws Throwable {
      return Optional.of(Objects.requireNonNull(value.make(token)));
    }

    @Override
    public int bytes() {
      return NODE_BYTES + value.bytes();
    }
  }

  /** A record, by its components. */
  record Components(RecordAccess access, List<Form> components) implements Form {
    @Override
    public Object make(String token) throws Throwable {
      @Nullable Object[] made = new @Nullable Object[components.size()];
      for (int i = 0; i < made.length; i++) {
        made[i] = components.get(i).make(token);
      }
      return access.make(made);
    }

    @Override
    public int bytes() {
      return NODE_BYTES + sum(components);
    }
  }

  /** A list of the library's own class. */
  record OwnItems(WeakReference<Class<?>> type, List<Form> items) implements Form {
    @Override
    @SuppressWarnings("unchecked") // a list that is empty holds any types
    public Object make(String token) throws Throwable {
      Class<?> known = type.get();
      if (known == null) {
        throw new ClassNotFoundException("a list's class is gone");
      }
      List<@Nullable Object> made =
          (List<@Nullable Object>) (Object) Constructors.of(known).orElseThrow().invokeExact();
      for (Form item : items) {
        made.add(item.make(token));
      }
      return made;
    }

    @Override
    public int bytes() {
      return sum(items);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof OwnItems that
          && type.get() == that.type.get()
          && items.equals(that.items);
    }

    @Override
    public int hashCode() {
      return items.size();
    }
  }

  /** An object of the library, by the values that it is made from. */
  record Made(WeakReference<Class<?>> type, LibraryObjects.Maker maker, List<Form> parts)
      implements Form {
    @Override
    public @Nullable Object make(String token) throws Throwable {
      Class<?> known = type.get();
      if (known == null) {
        throw new ClassNotFoundException("a class of the application is gone");
      }
      @Nullable Object[] made = new @Nullable Object[parts.size()];
      for (int i = 0; i < made.length; i++) {
        made[i] = parts.get(i).make(token);
      }
      return maker.make(known, made);
    }

    @Override
    public int bytes() {
      return NODE_BYTES + sum(parts);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Made that
          && type.get() == that.type.get()
          && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
      return parts.hashCode();
    }
  }

  private static int sum(List<Form> forms) {
    int bytes = NODE_BYTES;
    for (Form form : forms) {
      bytes += NODE_BYTES + form.bytes();
    }
    return bytes;
  }
}
