package dev.latchkey.agent.copy;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A recorded part of a value, from which copies are made. Immutable once the recording is over.
 * Equal when the values are, class by class and field by field, and the same objects are met again
 * at the same places.
 */
sealed interface Part {
  /**
   * Returns the part of a copy.
   *
   * @param made where objects that are met again are put down; one array for each copy
   * @throws Throwable what the application's code throws, such as a record's constructor
   */
  @Nullable Object make(Object[] made) throws Throwable;

  /** Returns whether everybody may have the same object. */
  default boolean isFixed() {
    return false;
  }

  /** A value that nobody can change; null too. */
  record Fixed(@Nullable Object value) implements Part {
    @Override
    public @Nullable Object make(Object[] made) {
      return value;
    }

    @Override
    public boolean isFixed() {
      return true;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Fixed that && isSame(value, that.value);
    }

    /** Unlike equal: a number of another class or scale is another. */
    private static boolean isSame(@Nullable Object one, @Nullable Object two) {
      return one == two
          || (one != null && two != null && one.getClass() == two.getClass() && one.equals(two));
    }

    @Override
    public int hashCode() {
      return Objects.hashCode(value);
    }

    @Override
    public String toString() {
      return "Fixed[]";
    }
  }

  /** A value that nobody can change, recorded with its structure for a comparison. */
  record Settled(Part structure) implements Part {
    @Override
    public @Nullable Object make(Object[] made) throws Throwable {
      return structure.make(made);
    }

    @Override
    public boolean isFixed() {
      return true;
    }
  }

  /** An object that was met before. */
  record Again(Knot knot) implements Part {
    @Override
    public Object make(Object[] made) {
      return made[knot.number()];
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Again that && knot.number() == that.knot.number();
    }

    @Override
    public int hashCode() {
      return knot.number();
    }
  }

  /** A value of the JDK that copies itself, and refers to nothing that changes. */
  record Cloned(Object value, UnaryOperator<Object> cloner, Knot knot) implements Part {
    @Override
    public Object make(Object[] made) {
      Object copy = cloner.apply(value);
      knot.tie(made, copy);
      return copy;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Cloned that
          && value.getClass() == that.value.getClass()
          && Objects.deepEquals(value, that.value);
    }

    @Override
    public int hashCode() {
      return value.getClass().isArray() ? Array.getLength(value) : value.hashCode();
    }

    @Override
    public String toString() {
      return "Cloned[]";
    }
  }

  /** An object that is made empty and filled. */
  record Filled(Shape shape, Parts fields, Knot knot) implements Part {
    @Override
    public Object make(Object[] made) throws Throwable {
      Object copy = shape.allocate();
      if (knot.isMet()) {
        // Who meets it before it is complete may ask for its hash code.
        knot.tie(made, copy);
        shape.fill(copy, fields.shared());
      }
      shape.fill(copy, fields.make(made));
      return copy;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Filled that && shape.equals(that.shape) && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
      return fields.hashCode();
    }
  }

  /** An object that is made of its parts in one step: a record, an immutable collection. */
  record Composed(Maker maker, Parts parts, Knot knot) implements Part {
    @Override
    public Object make(Object[] made) throws Throwable {
      Object copy = maker.make(parts.make(made));
      knot.tie(made, copy);
      return copy;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Composed that
          && maker.equals(that.maker)
          && (maker.group() == 0
              ? parts.equals(that.parts)
              : counted(parts, maker.group()).equals(counted(that.parts, maker.group())));
    }

    @Override
    public int hashCode() {
      return maker.group() == 0 ? parts.hashCode() : counted(parts, maker.group()).hashCode();
    }
  }

  /**
   * A collection or map that is begun empty.
   *
   * @param order see {@link Gathering#order}; nobody can change it
   */
  record Gathered(Gathering kind, Part order, Parts parts, Knot knot) implements Part {
    @Override
    public Object make(Object[] made) throws Throwable {
      Object copy = kind.begin(order.make(made));
      knot.tie(made, copy);
      kind.add(copy, parts.make(made));
      return copy;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Gathered that
          && kind == that.kind
          && order.equals(that.order)
          && (kind.isOrdered()
              ? parts.equals(that.parts)
              : counted(parts, kind.width()).equals(counted(that.parts, kind.width())));
    }

    @Override
    public int hashCode() {
      return kind.isOrdered() ? parts.hashCode() : counted(parts, kind.width()).hashCode();
    }
  }

  /** An array of references. */
  record Row(Class<?> component, Parts items, int length, Knot knot) implements Part {
    @Override
    public Object make(Object[] made) throws Throwable {
      Object[] copy = (Object[]) Array.newInstance(component, length);
      knot.tie(made, copy);
      System.arraycopy(items.make(made), 0, copy, 0, length);
      return copy;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Row that && component == that.component && items.equals(that.items);
    }

    @Override
    public int hashCode() {
      return items.hashCode();
    }
  }

  /** Makes an object of its parts in one step. */
  interface Maker {
    /**
     * Returns a new object.
     *
     * @param parts not to be changed or kept
     */
    Object make(@Nullable Object[] parts) throws Throwable;

    /**
     * Returns how many parts in a row belong together where their order is no part of the value.
     */
    default int group() {
      return 0;
    }
  }

  private static Map<Collection<Part>, Integer> counted(Parts parts, int width) {
    Map<Collection<Part>, Integer> counts = new HashMap<>();
    for (List<Part> group : parts.groups(width)) {
      counts.merge(group, 1, Integer::sum);
    }
    return counts;
  }
}
