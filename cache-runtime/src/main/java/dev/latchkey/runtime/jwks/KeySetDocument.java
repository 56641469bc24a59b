package dev.latchkey.runtime.jwks;

import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import java.util.List;
import java.util.Set;

/**
 * A key set as it was fetched, with what was read from it once. Immutable, so one instance serves
 * all callers.
 *
 * @param text the document itself
 * @param attributes what else the fetch's result held, immutable values in an order that its maker
 *     knows; they are kept and handed out, and no content
 * @param kids the key ids in it, those above 256 bytes left out; empty when no key has one
 * @param digest of the text
 */
public record KeySetDocument(
    String text, List<?> attributes, Set<String> kids, Fingerprint digest) {
  private static final int KID_BYTES = 100;

  /** Copies the ids. */
  public KeySetDocument {
    kids = Set.copyOf(kids);
  }

  static KeySetDocument of(String text, List<?> attributes, Set<String> kids) {
    var digest = FingerprintBuilder.of("jwks-document").text(text).build();
    return new KeySetDocument(text, attributes, kids, digest);
  }

  /** Returns the same content with other attributes; it is not read again. */
  KeySetDocument with(List<?> others) {
    return others.equals(attributes) ? this : new KeySetDocument(text, others, kids, digest);
  }

  /** Returns about how much memory the document holds. */
  int bytes() {
    return text.length() + attributes.toString().length() + KID_BYTES * kids.size();
  }

  /** Returns how large it is and nothing that is in it. */
  @Override
  public String toString() {
    return "KeySetDocument[" + text.length() + " characters, " + kids.size() + " kids]";
  }
}
