package dev.latchkey.agent.copy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The collections and maps of the JDK that are begun empty and filled, by their very classes. */
@SuppressWarnings({"ImmutableEnumChecker", "JdkObsolete"}) // a copy is of the value's own class
enum Gathering {
  ARRAY_LIST(ArrayList.class, order -> new ArrayList<>()),
  LINKED_LIST(LinkedList.class, order -> new LinkedList<>()),
  ARRAY_DEQUE(ArrayDeque.class, order -> new ArrayDeque<>()),
  VECTOR(Vector.class, order -> new Vector<>()),
  COPY_ON_WRITE_LIST(CopyOnWriteArrayList.class, order -> new CopyOnWriteArrayList<>()),
  PRIORITY_QUEUE(PriorityQueue.class, order -> new PriorityQueue<>(comparator(order))),
  HASH_SET(HashSet.class, order -> new HashSet<>()),
  LINKED_SET(LinkedHashSet.class, order -> new LinkedHashSet<>()),
  TREE_SET(TreeSet.class, order -> new TreeSet<>(comparator(order))),
  SKIP_LIST_SET(
      ConcurrentSkipListSet.class, order -> new ConcurrentSkipListSet<>(comparator(order))),
  HASH_MAP(HashMap.class, order -> new HashMap<>()),
  LINKED_MAP(LinkedHashMap.class, order -> new LinkedHashMap<>()),
  TREE_MAP(TreeMap.class, order -> new TreeMap<>(comparator(order))),
  CONCURRENT_MAP(ConcurrentHashMap.class, order -> new ConcurrentHashMap<>()),
  SKIP_LIST_MAP(
      ConcurrentSkipListMap.class, order -> new ConcurrentSkipListMap<>(comparator(order))),
  TABLE(Hashtable.class, order -> new Hashtable<>()),
  ENUM_MAP(EnumMap.class, order -> ((EnumMap<?, ?>) order).clone());

  private static final Map<Class<?>, Gathering> BY_CLASS =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(kind -> kind.type, k -> k));

  private final Class<?> type;
  private final Function<@Nullable Object, Object> beginning;

  Gathering(Class<?> type, Function<@Nullable Object, Object> beginning) {
    this.type = type;
    this.beginning = beginning;
  }

  /** Returns the kind of objects of this very class; null when it is none of these. */
  static @Nullable Gathering of(Class<?> type) {
    return BY_CLASS.get(type);
  }

  /**
   * Returns a new empty one.
   *
   * @param order what {@link #order} returned
   */
  Object begin(@Nullable Object order) {
    return beginning.apply(order);
  }

  /** Returns what an empty one needs to know: a comparator, or for its key type an empty map. */
  @Nullable Object order(Object value) {
    return switch (this) {
      case PRIORITY_QUEUE -> ((PriorityQueue<?>) value).comparator();
      case TREE_SET -> ((TreeSet<?>) value).comparator();
      case SKIP_LIST_SET -> ((ConcurrentSkipListSet<?>) value).comparator();
      case TREE_MAP -> ((TreeMap<?, ?>) value).comparator();
      case SKIP_LIST_MAP -> ((ConcurrentSkipListMap<?, ?>) value).comparator();
      default -> null;
    };
  }

  /** Returns an empty map for the same keys. */
  static Object emptied(EnumMap<?, ?> map) {
    EnumMap<?, ?> empty = map.clone();
    empty.clear();
    return empty;
  }

  @SuppressWarnings("unchecked") // as the value had it
  private static @Nullable Comparator<Object> comparator(@Nullable Object order) {
    return (Comparator<Object>) order;
  }

  /** Adds the parts of a value in their order, keys and values in turn. */
  @SuppressWarnings("unchecked") // an empty one takes anything
  void add(Object begun, @Nullable Object[] parts) {
    if (width() == 1) {
      Collections.addAll((Collection<@Nullable Object>) begun, parts);
      return;
    }
    Map<@Nullable Object, @Nullable Object> map = (Map<@Nullable Object, @Nullable Object>) begun;
    for (int i = 0; i < parts.length; i += 2) {
      map.put(parts[i], parts[i + 1]);
    }
  }

  /** Returns how many parts an element has: a map's have two. */
  int width() {
    return ordinal() >= HASH_MAP.ordinal() ? 2 : 1;
  }

  /** Returns whether the order of the elements is part of the value. */
  boolean isOrdered() {
    return switch (this) {
      case HASH_SET, HASH_MAP, CONCURRENT_MAP, TABLE -> false;
      default -> true;
    };
  }
}
