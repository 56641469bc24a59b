package dev.latchkey.agent.handler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The lists and sets of the JDK that can be made again as they were. */
@SuppressWarnings({
  "ImmutableEnumChecker",
  "JdkObsolete"
}) // the fields are never changed; a list stays of its kind
enum CollectionKind {
  ARRAY_LIST(ArrayList::new, "ArrayList"),
  LINKED_LIST(LinkedList::new, "LinkedList"),
  ARRAY_AS_LIST(items -> Arrays.asList(items.toArray()), "Arrays$ArrayList"),
  LIST_OF(
      CollectionKind::immutable,
      "ImmutableCollections$List12",
      "ImmutableCollections$ListN",
      "ImmutableCollections$SubList"),
  UNMODIFIABLE_LIST(
      items -> Collections.unmodifiableList(new ArrayList<>(items)),
      "Collections$UnmodifiableList",
      "Collections$UnmodifiableRandomAccessList"),
  UNMODIFIABLE_COLLECTION(
      items -> Collections.unmodifiableCollection(new ArrayList<>(items)),
      "Collections$UnmodifiableCollection"),
  EMPTY_LIST(items -> Collections.emptyList(), "Collections$EmptyList"),
  SINGLETON_LIST(items -> Collections.singletonList(items.get(0)), "Collections$SingletonList"),
  HASH_SET(HashSet::new, "HashSet"),
  LINKED_SET(LinkedHashSet::new, "LinkedHashSet"),
  SORTED_SET(TreeSet::new, "TreeSet"),
  SET_OF(Set::copyOf, "ImmutableCollections$Set12", "ImmutableCollections$SetN"),
  UNMODIFIABLE_SET(
      items -> Collections.unmodifiableSet(new LinkedHashSet<>(items)),
      "Collections$UnmodifiableSet"),
  EMPTY_SET(items -> Collections.emptySet(), "Collections$EmptySet"),
  SINGLETON_SET(items -> Collections.singleton(items.get(0)), "Collections$SingletonSet");

  private static final String PACKAGE = "java.util.";

  private final Function<List<@Nullable Object>, Collection<?>> maker;
  private final List<String> names;

  CollectionKind(Function<List<@Nullable Object>, Collection<?>> maker, String... names) {
    this.maker = maker;
    this.names = List.of(names);
  }

  /** Returns the kind of a collection; nothing for one that might not be made as it was. */
  static Optional<CollectionKind> of(Collection<?> collection) {
    String name = collection.getClass().getName();
    if (!name.startsWith(PACKAGE)
        || (collection instanceof SortedSet<?> sorted && sorted.comparator() != null)) {
      return Optional.empty();
    }
    String simple = name.substring(PACKAGE.length());
    return Arrays.stream(values()).filter(kind -> kind.names.contains(simple)).findFirst();
  }

  /** Returns a new collection of these items. */
  Collection<?> make(List<@Nullable Object> items) {
    return maker.apply(items);
  }

  /** Returns whether nobody can change a collection of this kind. */
  boolean isUnmodifiable() {
    return switch (this) {
      case ARRAY_LIST, LINKED_LIST, ARRAY_AS_LIST, HASH_SET, LINKED_SET, SORTED_SET -> false;
      default -> true;
    };
  }

  /** Returns whether the order of the items is part of the value. */
  boolean isOrdered() {
    return !name().toUpperCase(Locale.ROOT).contains("SET");
  }

  /** Lists of Stream.toList may hold nulls, which those of List.of may not. */
  private static List<?> immutable(List<@Nullable Object> items) {
    return items.contains(null) ? items.stream().toList() : List.copyOf(items);
  }
}
