package dev.latchkey.runtime.config;

import java.util.List;

/**
 * What a library's own objects inside a result are made of, so that they can be made again.
 * Immutable.
 *
 * @param values objects that are made from values of theirs
 * @param lists classes that are lists and nothing more, made by their public constructor without
 *     parameters; for those without one an {@code ArrayList} is made
 */
public record Copying(List<Item> values, List<String> lists) {
  /** No class of a library is known. */
  public static final Copying NONE = new Copying(List.of(), List.of());

  /** Checks the names and copies the lists. */
  public Copying {
    values = List.copyOf(values);
    lists = List.copyOf(lists);
    Checks.that(lists.stream().allMatch(JavaNames::isClassName), "lists name no class");
  }

  /**
   * How objects of one class are made. Immutable.
   *
   * @param method a public static method of the class; a public constructor by default
   * @param parts what it takes, each by a path from {@code result}, which is the object
   */
  public record Item(String className, Rebuild method, List<KeyPath> parts) {
    /** Checks the name and copies the list. */
    public Item {
      Checks.that(JavaNames.isClassName(className), "not a class name: " + className);
      parts = List.copyOf(parts);
      Checks.that(!parts.isEmpty(), "an object is made from its parts");
    }
  }
}
