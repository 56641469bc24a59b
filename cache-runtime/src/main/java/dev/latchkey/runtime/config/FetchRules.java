package dev.latchkey.runtime.config;

import dev.latchkey.runtime.operation.Layer;
import java.util.List;
import java.util.Optional;

/**
 * Which calls of a method fetch a key set, and which of them need a newer one. Immutable.
 *
 * @param subclasses subclasses of the woven class whose objects fetch just like its own, for all
 *     that the key and the identity name
 * @param within the call counts only inside one of a target of this layer; absent for every call
 * @param forcedBy what is fetched in the call must be newer than what the application has when one
 *     of these is neither null, false nor empty
 * @param selectedBy the method of an argument that takes the key set and returns the part of it
 *     that the call is for; absent for a call that is for the whole
 */
public record FetchRules(
    List<String> subclasses,
    Optional<Layer> within,
    List<KeyPath> forcedBy,
    Optional<KeyPath> selectedBy) {
  /** Every call on objects of the class itself, and none that needs a newer key set. */
  public static final FetchRules DEFAULT =
      new FetchRules(List.of(), Optional.empty(), List.of(), Optional.empty());

  /** Checks the names and copies the lists. */
  public FetchRules {
    subclasses = List.copyOf(subclasses);
    subclasses.forEach(
        name -> Checks.that(JavaNames.isClassName(name), "not a class name: " + name));
    forcedBy = List.copyOf(forcedBy);
    selectedBy.ifPresent(path -> Checks.that(isSelection(path), "not a method: " + path));
  }

  /** Returns whether a path is an argument and the name of one method: {@code arg0.select}. */
  static boolean isSelection(KeyPath path) {
    return path.root() == KeyPath.Root.ARGUMENT
        && path.steps().size() == 1
        && path.steps().get(0) instanceof KeyPath.Property;
  }
}
