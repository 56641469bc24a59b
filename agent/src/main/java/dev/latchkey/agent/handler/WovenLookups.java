package dev.latchkey.agent.handler;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.latchkey.runtime.session.LookupTarget;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lookups of a target, from when one of its methods is woven: nothing is followed for the sake
 * of a library that the application does not have. Thread-safe.
 */
final class WovenLookups {
  private final Supplier<LookupTarget> maker;

  private volatile @Nullable LookupTarget made;

  WovenLookups(Supplier<LookupTarget> maker) {
    this.maker = maker;
  }

  /** Returns the lookups, made now if they were not before. */
  @CanIgnoreReturnValue
  LookupTarget make() {
    LookupTarget known = made;
    if (known != null) {
      return known;
    }
    synchronized (this) {
      known = made;
      if (known == null) {
        known = maker.get();
        made = known;
      }
      return known;
    }
  }

  /** Returns the lookups, or null while there were none. */
  @Nullable LookupTarget peek() {
    return made;
  }
}
