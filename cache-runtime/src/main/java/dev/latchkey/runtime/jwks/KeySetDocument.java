package dev.latchkey.runtime.jwks;

import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import java.util.Set;

/**
 * A key set as it was fetched, with what was read from it once. Immutable, so one instance serves
 * all callers.
 *
 * @param text the document itself
 * @param contentType as the origin sent it; empty when it sent none
 * @param kids the key ids in it, those above 256 bytes left out; empty when no key has one
 * @param digest of text and content type
 */
public record KeySetDocument(
    String text, String contentType, Set<String> kids, Fingerprint digest) {
  private static final int KID_BYTES = 100;

  /** Copies the ids. */
  public KeySetDocument {
    kids = Set.copyOf(kids);
  }

  static KeySetDocument of(String text, String contentType, Set<String> kids) {
    var digest = FingerprintBuilder.of("jwks-document").text(text).text(contentType).build();
    return new KeySetDocument(text, contentType, kids, digest);
  }

  boolean sameContent(String otherText, String otherContentType) {
    return text.equals(otherText) && contentType.equals(otherContentType);
  }

  /** Returns about how much memory the document holds. */
  int bytes() {
    return text.length() + KID_BYTES * kids.size();
  }

  /** Returns how large it is and nothing that is in it. */
  @Override
  public String toString() {
    return "KeySetDocument[" + text.length() + " characters, " + kids.size() + " kids]";
  }
}
