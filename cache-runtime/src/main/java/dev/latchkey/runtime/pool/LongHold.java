package dev.latchkey.runtime.pool;

import java.util.List;

/**
 * The connection of a pool that has been out for longest. Immutable; holds names alone, no value of
 * the application's.
 *
 * @param heldNanos for how long
 * @param stack what the thread that asked for it does now, the innermost call first, such as {@code
 *     com.acme.Export.run:88}; empty when that thread has ended or is a virtual one
 */
public record LongHold(long heldNanos, List<String> stack) {
  /** Copies the list. */
  public LongHold {
    stack = List.copyOf(stack);
  }
}
