package dev.latchkey.runtime.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a lookup found. Immutable.
 *
 * @param value null for a miss
 * @param ageMillis how long ago the value was read, by the server's clock; 0 for a miss
 * @param lifeMillis how long the value may still be kept, by the server's clock; 0 for a miss
 * @param mark what a value that is loaded now may be put under
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record SharedLookup(byte @Nullable [] value, long ageMillis, long lifeMillis, Mark mark) {
  /**
   * What the key stood at when it was looked up: what is loaded after that is kept only if nothing
   * was invalidated since. Immutable.
   *
   * @param generation empty when that is not known, and nothing may be put
   * @param epochs of what the answer depends on, in that order; empty texts for those without one
   */
  public record Mark(String generation, List<String> epochs) {
    /** Under which nothing is kept. */
    public static final Mark NONE = new Mark("", List.of());

    /** Copies the list. */
    public Mark {
      epochs = List.copyOf(epochs);
    }
  }

  /** Nothing was found, and nothing may be put. */
  static final SharedLookup NONE = new SharedLookup(null, 0, 0, Mark.NONE);
}
