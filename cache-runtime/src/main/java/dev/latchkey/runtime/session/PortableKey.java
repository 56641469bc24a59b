package dev.latchkey.runtime.session;

import org.jspecify.annotations.Nullable;

/** What a lookup asks for, in a form that is equal in all processes. */
@FunctionalInterface
public interface PortableKey {
  /** Of what only this process knows. */
  PortableKey NONE = () -> null;

  /** Returns a digest of everything that the answer depends on; null when it has no such form. */
  byte @Nullable [] digest();
}
