package dev.latchkey.agent.weave;

import java.security.GeneralSecurityException;
import java.security.PublicKey;

/** Verifies a signature by a method that has no result. */
public interface SignatureCheck {
  /** Returns how often the method's own body has run. */
  int verified(String algorithm, PublicKey key, byte[] input, byte[] value)
      throws GeneralSecurityException;
}
