package dev.latchkey.runtime.bench;

/** Says what is sent next. Confined to the thread of the load. */
@FunctionalInterface
public interface RequestSource {
  /** Returns the next request. */
  Request next();
}
