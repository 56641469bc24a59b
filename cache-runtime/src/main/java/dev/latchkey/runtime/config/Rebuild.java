package dev.latchkey.runtime.config;

import java.util.Optional;

/**
 * What makes a result again from its values: a public constructor, or a public static method.
 * Immutable.
 *
 * @param className the class that has the constructor or method; absent for the type that the woven
 *     method returns
 * @param method the static method's name; absent for a constructor
 */
public record Rebuild(Optional<String> className, Optional<String> method) {
  /** A constructor of the type that the woven method returns. */
  public static final Rebuild DEFAULT = new Rebuild(Optional.empty(), Optional.empty());

  /** Checks the names. */
  public Rebuild {
    className.ifPresent(
        name -> Checks.that(JavaNames.isClassName(name), "not a class name: " + name));
    method.ifPresent(
        name -> Checks.that(JavaNames.isIdentifier(name), "not a method name: " + name));
  }
}
