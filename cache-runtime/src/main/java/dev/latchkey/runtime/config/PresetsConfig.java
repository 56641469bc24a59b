package dev.latchkey.runtime.config;

import java.util.List;

/**
 * Which of the known libraries are woven. Immutable.
 *
 * @param auto whether every library that is found is woven; then {@code names} is empty
 * @param names the only ones to weave when {@code auto} is off; not checked against the catalogue
 */
public record PresetsConfig(boolean auto, List<String> names) {
  /** Every library that is found. */
  public static final PresetsConfig AUTO = new PresetsConfig(true, List.of());

  /** No library. */
  public static final PresetsConfig NONE = new PresetsConfig(false, List.of());

  /** Checks the names and copies the list. */
  public PresetsConfig {
    names = List.copyOf(names);
    Checks.that(names.stream().allMatch(Ascii::isName), "not a list of preset names");
    Checks.that(!auto || names.isEmpty(), "auto goes without names");
  }

  /** Tells whether the preset of this name is to be woven. */
  public boolean selects(String name) {
    return auto || names.contains(name);
  }

  /** Returns the value as the file spells it. */
  @Override
  public String toString() {
    if (auto) {
      return "auto";
    }
    return names.isEmpty() ? "none" : names.toString();
  }
}
