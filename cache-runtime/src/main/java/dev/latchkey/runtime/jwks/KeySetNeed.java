package dev.latchkey.runtime.jwks;

import java.util.Collection;
import java.util.List;

/**
 * What an operation needs of a key set. Immutable.
 *
 * @param kids the key id of each token seen in the operation, an empty string for a token that has
 *     none; empty when no token was seen
 * @param again whether the operation was served this source for the same token already, which was
 *     not what it needed
 * @param refused whether the library said that what it has is not what it needs (rule K-7)
 * @param addressFromToken whether a token of the operation says where its key is, so that the
 *     source may be one that a stranger chose (rule K-13)
 */
public record KeySetNeed(
    List<String> kids, boolean again, boolean refused, boolean addressFromToken) {
  /** Copies the ids. */
  public KeySetNeed {
    kids = List.copyOf(kids);
  }

  /** Returns the need of an operation with these key ids. */
  public static KeySetNeed of(Collection<String> kids) {
    return new KeySetNeed(List.copyOf(kids), false, false, false);
  }

  /**
   * Returns whether the document may lack what is needed although it has every key id: the library
   * says so, or asks again for a token without a key id, of which nobody can tell.
   */
  boolean unmet() {
    return refused || (again && kids.contains(""));
  }

  /** Shows nothing: who reads logs may not learn which key a token names. */
  @Override
  public String toString() {
    return "KeySetNeed[" + kids.size() + " kids]";
  }
}
