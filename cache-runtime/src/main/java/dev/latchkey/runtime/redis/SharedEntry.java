package dev.latchkey.runtime.redis;

import java.util.List;

/**
 * An entry as a process asks for it. Processes that take an answer to depend on different things
 * have an entry each. Immutable.
 *
 * @param key what it is the answer to
 * @param dependsOn what makes it fall: whatever of this is {@linkplain SecondLevel#invalidate
 *     invalidated} makes the entry unreachable
 * @param format how its value is written
 */
public record SharedEntry(SharedKey key, List<SharedKey> dependsOn, SharedFormat format) {
  /** Copies the list. */
  public SharedEntry {
    dependsOn = List.copyOf(dependsOn);
  }
}
