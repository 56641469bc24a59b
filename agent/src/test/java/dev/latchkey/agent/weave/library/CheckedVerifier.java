package dev.latchkey.agent.weave.library;

import dev.latchkey.agent.weave.SignatureCheck;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.concurrent.atomic.AtomicInteger;

/** A verifier of an application's own, which throws unless the signature is right. */
public final class CheckedVerifier implements SignatureCheck {
  private final AtomicInteger runs = new AtomicInteger();

  @Override
  public int verified(String algorithm, PublicKey key, byte[] input, byte[] value)
      throws GeneralSecurityException {
    verify(algorithm, key, input, value);
    return runs.get();
  }

  void verify(String algorithm, PublicKey key, byte[] input, byte[] value)
      throws GeneralSecurityException {
    runs.incrementAndGet();
    Signature signature = Signature.getInstance(algorithm);
    signature.initVerify(key);
    signature.update(input);
    if (!signature.verify(value)) {
      throw new SignatureException();
    }
  }
}
