package dev.latchkey.agent.weave;

import java.security.Key;
import java.util.function.Function;

/** Verifies tokens with one library, built anew for each, as the naive application does it. */
public interface LibraryVerifier {
  /** What a valid token gets. */
  String VALID = "valid";

  /**
   * Returns {@link #VALID}, or the names of the exception and its causes.
   *
   * @param algorithm the only algorithm that is accepted
   * @param keys gives the key for a key id, or null
   */
  String verdict(String algorithm, Function<String, Key> keys, String token);

  /** What a library does; it returns whether the signature verified, or throws. */
  interface Verification {
    boolean run() throws Exception;
  }

  /** Turns what a library says into a verdict. */
  static String verdict(Verification verification) {
    try {
      return verification.run() ? VALID : "false";
    } catch (Exception refused) {
      StringBuilder names = new StringBuilder();
      for (Throwable each = refused; each != null; each = each.getCause()) {
        names.append(each.getClass().getName()).append(' ');
      }
      return names.toString();
    }
  }
}
