package dev.latchkey.runtime.session;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** That a lookup found nothing, kept in place of what it did not find (safety rule U-11). */
public enum Nothing {
  /** It returned null. */
  NULL,
  /** It returned an empty {@link Optional}. */
  EMPTY_OPTIONAL;

  /** Returns which of them a lookup returned; null when it found something. */
  public static @Nullable Nothing of(@Nullable Object returned) {
    if (returned == null) {
      return NULL;
    }
    return returned instanceof Optional<?> optional && optional.isEmpty() ? EMPTY_OPTIONAL : null;
  }

  /** Returns what a caller gets; {@link #NULL} stands for null. */
  Object answer() {
    return this == NULL ? this : Optional.empty();
  }
}
