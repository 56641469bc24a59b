package dev.latchkey.agent.copy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes one value apart. Confined to one thread.
 *
 * <p>A composed object is open from its first part to its last. One that is met while it is open is
 * part of a cycle, which only an object that is begun empty can be.
 */
final class Recorder {
  private final Shapes shapes;
  private final boolean exact;
  private final boolean settling;
  private final Budget budget = new Budget();
  private final Loaders loaders = new Loaders();
  private final IdentityHashMap<Object, Entry> entries = new IdentityHashMap<>();
  private int met;
  private Part root = new Part.Fixed(null);

  /** An object that was met. */
  private static final class Entry {
    private final Knot knot = new Knot();

    /** Null while the object is open. */
    private @Nullable Part part;

    /** Whether the object is made of its parts in one step. */
    private boolean late;

    /** Whether a view that everybody shares has taken the object in. */
    private boolean taken;
  }

  /** Says that a view shows a collection that is met elsewhere too, so that it cannot be shared. */
  private static final class TakenException extends Exception {
    private static final long serialVersionUID = 1;

    TakenException() {
      super(null, null, false, false);
    }
  }

  private Recorder(Shapes shapes, boolean exact, boolean settling) {
    this.shapes = shapes;
    this.exact = exact;
    this.settling = settling;
  }

  /**
   * Records a value, to make copies of it.
   *
   * @throws NotCopyableException when that cannot be
   */
  static Recorder record(@Nullable Object value, Shapes shapes) throws Throwable {
    try {
      return recorded(value, new Recorder(shapes, false, true));
    } catch (TakenException again) {
      return recorded(value, new Recorder(shapes, false, false));
    }
  }

  /** Returns the structure of a value, equal to that of an equal value. */
  static Part compare(@Nullable Object value, Shapes shapes) throws Throwable {
    return recorded(value, new Recorder(shapes, true, false)).root();
  }

  private static Recorder recorded(@Nullable Object value, Recorder recorder) throws Throwable {
    recorder.root = recorder.part(value);
    return recorder;
  }

  Part root() {
    return root;
  }

  Template.Size size() {
    return new Template.Size(budget.objects(), budget.bytes(), met);
  }

  @Nullable Class<?> anchor() {
    return loaders.anchor();
  }

  private Part part(@Nullable Object value) throws Throwable {
    if (value == null) {
      return new Part.Fixed(null);
    }
    Entry known = entries.get(value);
    if (known != null) {
      return again(value, known);
    }
    budget.enter(value);
    Part part = isShared(value) ? new Part.Fixed(value) : entered(value);
    budget.leave();
    return part;
  }

  private boolean isShared(Object value) {
    if (value instanceof Enum<?> constant) {
      loaders.add(constant.getDeclaringClass());
      return true;
    }
    if (value instanceof Class<?> type) {
      loaders.add(type);
      return true;
    }
    return Immutables.isImmutable(value.getClass());
  }

  private Part again(Object value, Entry known) throws NotCopyableException, TakenException {
    if (known.taken) {
      throw new TakenException();
    }
    if (known.part != null && known.part.isFixed()) {
      return known.part;
    }
    if (known.part == null && known.late) {
      throw new NotCopyableException(value.getClass().getName() + " contains itself");
    }
    if (!known.knot.isMet()) {
      known.knot.number(met++);
    }
    return new Part.Again(known.knot);
  }

  private Part entered(Object value) throws Throwable {
    Entry entry = new Entry();
    entries.put(value, entry);
    loaders.add(value.getClass());
    Part part = composed(value, entry);
    entry.part = part;
    return part;
  }

  private Part composed(Object value, Entry entry) throws Throwable {
    Class<?> type = value.getClass();
    UnaryOperator<Object> cloner = Cloners.of(value);
    if (cloner != null) {
      return new Part.Cloned(cloner.apply(value), cloner, entry.knot);
    }
    if (type.isArray()) {
      Object[] items = (Object[]) value;
      return new Part.Row(
          type.getComponentType(), parts(Arrays.asList(items)), items.length, entry.knot);
    }
    Gathering gathering = Gathering.of(type);
    if (gathering != null) {
      return gathered(gathering, value, entry);
    }
    Composing composing = Composing.of(type);
    if (composing != null) {
      entry.late = true;
      List<@Nullable Object> items = items(value);
      return settled(value, items, new Part.Composed(composing, parts(items), entry.knot));
    }
    return shaped(shapes.of(type), value, entry);
  }

  private Part gathered(Gathering kind, Object value, Entry entry) throws Throwable {
    if (value instanceof LinkedHashMap<?, ?> map && shapes.isReordered(map)) {
      throw new NotCopyableException("a LinkedHashMap is changed by reading it");
    }
    Part order =
        value instanceof EnumMap<?, ?> map
            ? new Part.Fixed(Gathering.emptied(map))
            : part(kind.order(value));
    if (!order.isFixed()) {
      throw new NotCopyableException("the comparator of a " + value.getClass().getName());
    }
    return new Part.Gathered(kind, order, parts(items(value)), entry.knot);
  }

  private Part shaped(Shape shape, Object value, Entry entry) throws Throwable {
    if (shape.isSingleton(value)) {
      return new Part.Fixed(value);
    }
    entry.late = shape.isRecord();
    List<@Nullable Object> values = Arrays.asList(shape.read(value));
    Parts parts = fields(shape, values);
    Part part =
        shape.isRecord()
            ? new Part.Composed(shape, parts, entry.knot)
            : new Part.Filled(shape, parts, entry.knot);
    if (shape.isView() && settling && parts.isPrivate() && !entry.knot.isMet()) {
      return shown(part, values.get(0));
    }
    return shape.isFrozen() ? settled(value, values, part) : part;
  }

  /** A view of a private collection of values that nobody can change cannot be changed either. */
  private Part shown(Part view, @Nullable Object collection) throws Throwable {
    Entry entry = entries.get(collection);
    if (entry != null) {
      entry.taken = true;
    }
    return new Part.Fixed(Template.make(view, met));
  }

  /** An object that leads to nothing that can be changed is shared. */
  private Part settled(Object value, List<@Nullable Object> values, Part part) throws Throwable {
    Parts parts =
        part instanceof Part.Composed composed ? composed.parts() : ((Part.Filled) part).fields();
    if (!parts.isFixed()) {
      return part;
    }
    if (exact) {
      return new Part.Settled(part);
    }
    return new Part.Fixed(parts.isOf(values) ? value : Template.make(part, met));
  }

  private Parts fields(Shape shape, List<@Nullable Object> values) throws Throwable {
    List<Part> parts = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      try {
        parts.add(part(values.get(i)));
      } catch (NotCopyableException refused) {
        throw refused.in(shape.type(), shape.fields().get(i));
      }
    }
    return new Parts(parts);
  }

  private Parts parts(List<? extends @Nullable Object> values) throws Throwable {
    List<Part> parts = new ArrayList<>(values.size());
    for (Object value : values) {
      parts.add(part(value));
    }
    return new Parts(parts);
  }

  private static List<@Nullable Object> items(Object value) throws NotCopyableException {
    List<@Nullable Object> items = new ArrayList<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, item) -> {
            items.add(key);
            items.add(item);
          });
      requireFound(map.keySet());
    } else {
      items.addAll((Collection<?>) value);
      if (value instanceof Set<?> set) {
        requireFound(set);
      }
    }
    return items;
  }

  /** An element that was changed since it was added, or came with a cycle, is not found again. */
  private static void requireFound(Set<?> set) throws NotCopyableException {
    for (Object each : set) {
      if (!set.contains(each)) {
        throw new NotCopyableException(
            "an element of a set or a key of a map is not found in it any more");
      }
    }
  }
}
