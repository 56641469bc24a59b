package dev.latchkey.it.bench;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What an application gains: a signature verified by Nimbus JOSE+JWT, unmodified. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NimbusBenchmark {
  private SignedJWT rsaToken;
  private SignedJWT ecToken;
  private RSASSAVerifier rsaVerifier;
  private ECDSAVerifier ecVerifier;

  /** Makes a token and a verifier of each kind. */
  @Setup
  public void prepare() throws JOSEException {
    RSAKey rsa = Tokens.rsaKey();
    ECKey ec = Tokens.ecKey();
    rsaToken = Tokens.rs256(rsa, "alice");
    ecToken = Tokens.es256(ec, "alice");
    rsaVerifier = new RSASSAVerifier(rsa.toPublicJWK());
    ecVerifier = new ECDSAVerifier(ec.toPublicJWK());
  }

  /** RS256 with 2048 bits. */
  @Benchmark
  public boolean rs256() throws JOSEException {
    return rsaVerifier.verify(
        rsaToken.getHeader(), rsaToken.getSigningInput(), rsaToken.getSignature());
  }

  /** ES256. */
  @Benchmark
  public boolean es256() throws JOSEException {
    return ecVerifier.verify(
        ecToken.getHeader(), ecToken.getSigningInput(), ecToken.getSignature());
  }
}
