package dev.latchkey.runtime.session;

/** Hears what becomes of a target's answers. Called on the application's threads; must be quick. */
@FunctionalInterface
public interface LookupNotes {
  /** Takes in why nothing, or not everything, is served. */
  void told(String reason);

  /** Takes in, after it was told, that kept answers differed from the application's own. */
  default void differed(String reason) {}
}
