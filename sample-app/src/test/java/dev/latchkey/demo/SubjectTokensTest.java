package dev.latchkey.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.idp.IdentityProvider;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubjectTokensTest {
  private Instant now = Instant.parse("2026-11-24T10:00:00Z");
  private IdentityProvider provider;
  private SubjectTokens tokens;

  @BeforeEach
  void start() throws Exception {
    provider = IdentityProvider.start();
    tokens = new SubjectTokens(provider, () -> now, SubjectTokens.SUBJECTS);
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  @Test
  void stickToTheirSubject() throws Exception {
    var first = tokens.tokenFor(3);

    assertThat(tokens.tokenFor(3 + SubjectTokens.SUBJECTS)).isEqualTo(first);
    assertThat(SignedJWT.parse(first).getJWTClaimsSet().getSubject()).isEqualTo("user-0004");
  }

  @Test
  void differBetweenSubjects() {
    assertThat(tokens.tokenFor(3)).isNotEqualTo(tokens.tokenFor(4));
  }

  @Test
  void areRenewedHalfwayToTheirExpiry() {
    var first = tokens.tokenFor(3);

    now = now.plus(Duration.ofSeconds(299));
    assertThat(tokens.tokenFor(3)).isEqualTo(first);

    now = now.plus(Duration.ofSeconds(1));
    assertThat(tokens.tokenFor(3)).isNotEqualTo(first);
  }
}
