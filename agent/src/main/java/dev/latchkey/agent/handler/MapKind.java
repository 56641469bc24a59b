package dev.latchkey.agent.handler;

import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How a map is made again as it was: one of the JDK's, or one of a library's own class that has a
 * public constructor without parameters. Immutable; holds no class of the application.
 *
 * @param own the library's class; null for the JDK's
 */
record MapKind(String name, @Nullable WeakReference<Class<?>> own) {
  private static final String PACKAGE = "java.util.";

  /** Returns the kind of a map; nothing for one that might not be made as it was. */
  static Optional<MapKind> of(Map<?, ?> map) {
    Class<?> type = map.getClass();
    if (type.getClassLoader() == null) {
      return ofJdk(type.getName(), map);
    }
    return map instanceof SortedMap || Constructors.of(type).isEmpty()
        ? Optional.empty()
        : Optional.of(new MapKind(type.getName(), new WeakReference<>(type)));
  }

  private static Optional<MapKind> ofJdk(String name, Map<?, ?> map) {
    if (!name.startsWith(PACKAGE)
        || (map instanceof SortedMap<?, ?> sorted && sorted.comparator() != null)) {
      return Optional.empty();
    }
    return switch (name.substring(PACKAGE.length())) {
      case "HashMap",
          "LinkedHashMap",
          "TreeMap",
          "concurrent.ConcurrentHashMap",
          "ImmutableCollections$Map1",
          "ImmutableCollections$MapN",
          "Collections$UnmodifiableMap",
          "Collections$EmptyMap",
          "Collections$SingletonMap" ->
          Optional.of(new MapKind(name.substring(PACKAGE.length()), null));
      default -> Optional.empty();
    };
  }

  /** Returns whether nobody can change a map of this kind. */
  boolean isUnmodifiable() {
    return own == null && (name.startsWith("Immutable") || name.startsWith("Collections$"));
  }

  /**
   * Returns a map to put the entries into.
   *
   * @throws Throwable what the library's constructor throws, or that its class is gone
   */
  @SuppressWarnings("unchecked") // a map that is empty holds any types
  Map<@Nullable Object, @Nullable Object> begin(int size) throws Throwable {
    if (own != null) {
      Class<?> type = own.get();
      if (type == null) {
        throw new ClassNotFoundException("a map's class is gone");
      }
      return (Map<@Nullable Object, @Nullable Object>)
          (Object) Constructors.of(type).orElseThrow().invokeExact();
    }
    return switch (name) {
      case "TreeMap" -> new TreeMap<>();
      case "concurrent.ConcurrentHashMap" -> new ConcurrentHashMap<>();
      case "HashMap" -> new HashMap<>(capacity(size));
      default -> new LinkedHashMap<>(capacity(size));
    };
  }

  /** Returns the map that the entries were put into as the kind of map that it stands for. */
  Map<?, ?> finish(Map<@Nullable Object, @Nullable Object> filled) {
    return switch (name) {
      case "Collections$UnmodifiableMap" -> Collections.unmodifiableMap(filled);
      case "Collections$EmptyMap" -> Collections.emptyMap();
      case "Collections$SingletonMap" -> singleton(filled);
      default -> isUnmodifiable() ? Map.copyOf(filled) : filled;
    };
  }

  private static Map<?, ?> singleton(Map<?, ?> filled) {
    Map.Entry<?, ?> only = filled.entrySet().iterator().next();
    return Collections.singletonMap(only.getKey(), only.getValue());
  }

  private static int capacity(int size) {
    return size * 4 / 3 + 1;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MapKind that
        && name.equals(that.name)
        && (own == null ? that.own == null : that.own != null && own.get() == that.own.get());
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }
}
