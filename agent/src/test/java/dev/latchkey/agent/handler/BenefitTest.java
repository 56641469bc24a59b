package dev.latchkey.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseChange;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Caches that do not pay are left out for a while. */
class BenefitTest {
  private static final int CALLS = 10_000;
  private static final String VERIFIER =
      """
      phases: { jwt: { enabled: true } }
      targets:
        - name: verify
          layer: jwt
          role: signature
          class: a.Verifier
          method: verify
          signature: { algorithm: arg0, key: arg1, input: arg2, value: arg3 }
      """;

  private final HandTicker ticker = new HandTicker();
  private final Object repository = new Object();
  private int runs;
  private int users;
  private long originNanos;

  private HandWoven woven(String trial) {
    return new HandWoven(
        "phases: { session: { enabled: true, trial: "
            + trial
            + " } }\ntargets:\n- { name: users, layer: session, class: a.B, method: find }\n",
        ticker);
  }

  private String find(HandWoven woven, String name) throws Exception {
    return woven.call(
        "users",
        String.class,
        repository,
        new Object[] {name},
        () -> {
          runs++;
          return "user " + name;
        });
  }

  /** Looks up so many users, each for the first time. */
  private void findOthers(HandWoven woven, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      find(woven, "u" + users++);
    }
  }

  private void pass(HandWoven woven, Duration time) {
    ticker.advance(time);
    woven.runtime().benefits().tick();
  }

  @Test
  @DisplayName("F-4 users who never come back are not kept for a while, and then are again")
  void restsAndIsTriedAgain() throws Exception {
    try (HandWoven woven = woven("0")) {
      woven.runtime().benefits().tick();
      findOthers(woven, CALLS);
      pass(woven, Duration.ofMinutes(5));
      runs = 0;
      assertThat(find(woven, "alice")).isEqualTo("user alice");
      assertThat(find(woven, "alice")).isEqualTo("user alice");
      assertThat(runs).as("resting").isEqualTo(2);
      assertThat(woven.outcome("users", CacheOutcome.BYPASS)).isEqualTo(2);

      pass(woven, Duration.ofMinutes(10));
      find(woven, "alice");
      assertThat(find(woven, "alice")).isEqualTo("user alice");
      assertThat(runs).as("tried again").isEqualTo(3);
    }
  }

  @Test
  @DisplayName("F-4 a target on trial, which serves nothing yet, is judged by what it would serve")
  void leavesTrialsAlone() throws Exception {
    try (HandWoven woven = woven("9000")) {
      woven.runtime().benefits().tick();
      for (int i = 0; i < CALLS; i++) {
        find(woven, "u" + i % 100);
      }
      pass(woven, Duration.ofMinutes(5));
      assertThat(woven.outcome("users", CacheOutcome.HIT)).isLessThan(CALLS / 5);
      runs = 0;
      find(woven, "bob");
      find(woven, "bob");
      assertThat(runs).as("bob is kept").isEqualTo(1);
    }
  }

  @Test
  @DisplayName("F-4 in shadow every call is compared, whether the cache would pay or not")
  void leavesShadowAlone() throws Exception {
    try (HandWoven woven = woven("0")) {
      woven.runtime().benefits().tick();
      findOthers(woven, CALLS);
      pass(woven, Duration.ofMinutes(5));
      woven
          .runtime()
          .phases()
          .change(
              Phase.SESSION,
              new PhaseChange(
                  Optional.of(false), Optional.of(true), OptionalInt.empty(), "test", "test"),
              OptionalLong.empty());
      long before = compared(woven);
      find(woven, "carol");
      find(woven, "carol");
      assertThat(compared(woven)).isEqualTo(before + 1);
    }
  }

  @Test
  @DisplayName("F-4 ten forged tokens to each good one do not end the memory of the good one")
  void goodTokensOutlastForgedOnes() throws Exception {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
    keys.initialize(2048);
    PublicKey key = keys.generateKeyPair().getPublic();
    try (HandWoven woven = new HandWoven(VERIFIER, ticker)) {
      woven.runtime().benefits().tick();
      for (int i = 0; i < CALLS / 5; i++) {
        assertThat(verify(woven, key, "good", true)).isTrue();
        for (int forged = 0; forged < 10; forged++) {
          assertThat(verify(woven, key, "forged" + i + "." + forged, false)).isFalse();
        }
      }
      pass(woven, Duration.ofMinutes(5));
      verify(woven, key, "good", true);
      runs = 0;
      assertThat(verify(woven, key, "good", true)).isTrue();
      assertThat(runs).isZero();
    }
  }

  @Test
  @DisplayName(
      "B-2 F-4 ten good tokens of one call each to one that comes back leave it its memory")
  void goodTokensOutlastOneShots() throws Exception {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
    keys.initialize(2048);
    PublicKey key = keys.generateKeyPair().getPublic();
    originNanos = 100_000;
    try (HandWoven woven = new HandWoven(VERIFIER, ticker)) {
      woven.runtime().benefits().tick();
      for (int i = 0; i < CALLS / 10; i++) {
        verify(woven, key, "good", true);
        for (int once = 0; once < 10; once++) {
          verify(woven, key, "once" + i + "." + once, true);
        }
      }
      pass(woven, Duration.ofMinutes(5));
      verify(woven, key, "good", true);
      runs = 0;
      assertThat(verify(woven, key, "good", true)).isTrue();
      assertThat(runs).isZero();
    }
  }

  private boolean verify(HandWoven woven, PublicKey key, String input, boolean genuine)
      throws Exception {
    return woven.call(
        "verify",
        Boolean.class,
        repository,
        new Object[] {"RS256", key, input.getBytes(StandardCharsets.UTF_8), new byte[] {1}},
        () -> {
          runs++;
          ticker.advance(Duration.ofNanos(originNanos));
          return genuine;
        });
  }

  private static long compared(HandWoven woven) {
    return woven.runtime().sessions().figures().stream()
        .mapToLong(figures -> figures.comparisons())
        .sum();
  }
}
