package dev.latchkey.agent.copy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The JDK's immutable collections, which are made in one step. */
enum Composing implements Part.Maker {
  LIST(0) {
    @Override
    public Object make(@Nullable Object[] parts) {
      // Lists of Stream.toList may hold nulls, which those of List.of may not.
      return Arrays.stream(parts).anyMatch(Objects::isNull)
          ? Arrays.stream(parts).toList()
          : List.of(parts);
    }
  },
  SET(1) {
    @Override
    @SuppressWarnings("NullAway") // such a set held no null
    public Object make(@Nullable Object[] parts) {
      return Set.of(parts);
    }
  },
  MAP(2) {
    @Override
    @SuppressWarnings("NullAway") // such a map held no null
    public Object make(@Nullable Object[] parts) {
      Map.Entry<?, ?>[] entries = new Map.Entry<?, ?>[parts.length / 2];
      for (int i = 0; i < entries.length; i++) {
        entries[i] = Map.entry(parts[2 * i], parts[2 * i + 1]);
      }
      return Map.ofEntries(entries);
    }
  };

  private static final String PREFIX = "java.util.ImmutableCollections$";

  private final int group;

  Composing(int group) {
    this.group = group;
  }

  /** Returns the kind of objects of this class; null when it is none of these. */
  static @Nullable Composing of(Class<?> type) {
    if (!type.getName().startsWith(PREFIX)) {
      return null;
    }
    return switch (type.getName().substring(PREFIX.length())) {
      case "List12", "ListN" -> LIST;
      case "Set12", "SetN" -> SET;
      case "Map1", "MapN" -> MAP;
      default -> null;
    };
  }

  @Override
  public int group() {
    return group;
  }
}
