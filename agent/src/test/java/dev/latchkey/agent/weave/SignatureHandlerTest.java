package dev.latchkey.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.agent.weave.library.CheckedVerifier;
import dev.latchkey.runtime.operation.CacheOutcome;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SignatureException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A verification method of an application's own, which says yes by returning. */
class SignatureHandlerTest {
  private static final String YAML =
      """
      targets:
        - name: verify
          layer: jwt
          role: signature
          class: dev.latchkey.agent.weave.library.CheckedVerifier
          method: verify
          signature: { algorithm: arg0, key: arg1, input: arg2, value: arg3 }
      """;
  private static final byte[] INPUT = "e30.e30".getBytes(StandardCharsets.US_ASCII);

  private final WovenCopy copy = WovenCopy.configured(YAML);
  private final SignatureCheck check = copy.make(SignatureCheck.class, CheckedVerifier.class);
  private final KeyPair pair = TestTokens.keys("RS256");
  private final byte[] signature = TestTokens.signature("RS256", pair.getPrivate(), "e30.e30");

  @AfterEach
  void close() {
    copy.close();
  }

  @Test
  @DisplayName("S-1 of a method without result it is remembered that it returned")
  void returns() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(check.verified("SHA256withRSA", pair.getPublic(), INPUT, signature)).isEqualTo(1);
    }
    assertThat(copy.count("verify", CacheOutcome.HIT)).isEqualTo(4);
  }

  @Test
  @DisplayName("S-1 A-5 N-1 what such a method throws is thrown every time and never remembered")
  void throwing() throws Exception {
    byte[] wrong = signature.clone();
    wrong[7] ^= 1;
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> check.verified("SHA256withRSA", pair.getPublic(), INPUT, wrong))
          .isExactlyInstanceOf(SignatureException.class)
          .hasNoCause();
    }
    assertThat(copy.runtime().signatures().stats().stored()).isZero();
    assertThat(check.verified("SHA256withRSA", pair.getPublic(), INPUT, signature)).isEqualTo(4);
  }
}
