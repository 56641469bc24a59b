package dev.latchkey.agent.handler;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * The class of the values that a method delivers later, which its return type does not tell: the
 * one that was seen, as long as it is the only one. Does not keep the class. Thread-safe.
 */
final class DeliveredType {
  @GuardedBy("this")
  private @Nullable WeakReference<Class<?>> seen;

  @GuardedBy("this")
  private boolean several;

  /** Notes what was delivered; before a value of it is kept. */
  synchronized void saw(Class<?> type) {
    if (seen == null) {
      seen = new WeakReference<>(type);
    } else if (seen.get() != type) {
      several = true;
    }
  }

  /** Returns the only class that was seen, or {@code Object} for none or several. */
  synchronized Class<?> get() {
    Class<?> only = seen == null || several ? null : seen.get();
    return only == null ? Object.class : only;
  }
}
