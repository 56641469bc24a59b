package dev.latchkey.runtime.bench;

import java.util.Locale;

/** How often the same token comes again. */
public enum Reuse {
  /** The second user half as often as the first, the third a third as often, and so on. */
  ZIPF,
  /** All users equally often, in no order. */
  UNIFORM,
  /** One user after another, so that no token comes again before all have come. */
  ONCE;

  /** Returns the name in commands. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
