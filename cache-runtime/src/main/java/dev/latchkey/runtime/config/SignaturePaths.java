package dev.latchkey.runtime.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a signature check finds its four parts. Immutable.
 *
 * @param algorithm the algorithm's name, such as RS256 or SHA256withRSA
 * @param key the public key; of several paths, the first that leads to one
 * @param input the bytes or text that were signed, in one or more parts
 * @param value the signature
 */
public record SignaturePaths(
    KeyPath algorithm, List<KeyPath> key, List<KeyPath> input, KeyPath value) {
  /** Copies the lists. */
  public SignaturePaths {
    key = List.copyOf(key);
    Checks.that(!key.isEmpty(), "the key has no path");
    input = List.copyOf(input);
    Checks.that(!input.isEmpty(), "what was signed has no path");
  }

  /** Returns the parts of the signing input and then the signature. */
  public List<KeyPath> token() {
    List<KeyPath> token = new ArrayList<>(input);
    token.add(value);
    return token;
  }
}
