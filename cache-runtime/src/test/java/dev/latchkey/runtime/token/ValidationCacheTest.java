package dev.latchkey.runtime.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import dev.latchkey.runtime.time.ManualTicker;
import dev.latchkey.runtime.token.Revocations.Claim;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ValidationCacheTest {
  private static final Duration TTL = Duration.ofMinutes(3);
  private static final OptionalLong NONE = OptionalLong.empty();

  private final ManualTicker ticker = new ManualTicker();
  private final AtomicLong keySets = new AtomicLong();
  private final ClaimIds ids = new ClaimIds();
  private final DenyList denied = new DenyList(ticker);
  private final ValidationCache cache = cache(1_000);
  private final Revocations revocations = new Revocations(cache, ids, denied);

  private ValidationCache cache(int maxEntries) {
    return new ValidationCache(
        new ValidationSettings(maxEntries, 100_000_000), keySets::get, denied, ticker);
  }

  private static Fingerprint key(long number) {
    return FingerprintBuilder.of("test").number(number).build();
  }

  private long inMillis(Duration ahead) {
    return ticker.wallMillis() + ahead.toMillis();
  }

  private VerifiedClaims claims(OptionalLong end, String subject) {
    return claims(end, NONE, NONE, subject);
  }

  private VerifiedClaims claims(
      OptionalLong end, OptionalLong begin, OptionalLong issued, String subject) {
    long[] numbers = new long[ClaimKind.values().length];
    for (ClaimKind kind : ClaimKind.values()) {
      numbers[kind.ordinal()] = ids.of(kind, kind.id() + " of " + subject);
    }
    numbers[ClaimKind.SUBJECT.ordinal()] = ids.of(ClaimKind.SUBJECT, subject);
    return new VerifiedClaims(end, begin, issued, numbers);
  }

  private boolean keep(long number, VerifiedClaims claims) {
    return cache.store(cache.begin(key(number)), claims, 1, "answer", 100, TTL);
  }

  private boolean keep(VerifiedClaims claims) {
    return keep(1, claims);
  }

  @Nested
  class Lives {
    @Test
    @DisplayName("V-2 an answer ends with its token, to the millisecond and without any grace")
    void endsWithTheToken() {
      long end = inMillis(Duration.ofSeconds(30));
      keep(claims(OptionalLong.of(end), "alice"));
      ticker.advance(Duration.ofSeconds(30).minusMillis(1));
      assertThat(cache.find(key(1))).isEqualTo("answer");
      ticker.advance(Duration.ofMillis(1));
      assertThat(cache.find(key(1))).isNull();
    }

    @Test
    @DisplayName("V-2 an answer ends with its time to live, and hits do not lengthen it")
    void endsWithItsTime() {
      keep(claims(OptionalLong.of(inMillis(Duration.ofHours(1))), "alice"));
      for (int i = 0; i < 179; i++) {
        ticker.advance(Duration.ofSeconds(1));
        assertThat(cache.find(key(1))).isNotNull();
      }
      ticker.advance(Duration.ofSeconds(1));
      assertThat(cache.find(key(1))).isNull();
    }

    @Test
    @DisplayName("V-2 an answer that names no end lives for at most 60 seconds")
    void withoutAnEnd() {
      keep(claims(NONE, "alice"));
      ticker.advance(Duration.ofSeconds(60).minusMillis(1));
      assertThat(cache.find(key(1))).isNotNull();
      ticker.advance(Duration.ofMillis(1));
      assertThat(cache.find(key(1))).isNull();
    }

    @Test
    @DisplayName("V-2 no answer lives longer than 5 minutes, whatever is asked for")
    void atMostFiveMinutes() {
      cache.store(
          cache.begin(key(1)),
          claims(OptionalLong.of(inMillis(Duration.ofHours(9))), "alice"),
          1,
          "answer",
          1,
          Duration.ofHours(9));
      ticker.advance(Duration.ofMinutes(5));
      assertThat(cache.find(key(1))).isNull();
    }

    @Test
    @DisplayName("V-3 a token that is over, not yet valid, or issued in the future is not kept")
    void notNow() {
      assertThat(keep(claims(OptionalLong.of(ticker.wallMillis()), "alice"))).isFalse();
      OptionalLong later = OptionalLong.of(inMillis(Duration.ofSeconds(10)));
      assertThat(keep(claims(NONE, later, NONE, "alice"))).isFalse();
      assertThat(keep(claims(NONE, NONE, later, "alice"))).isFalse();
      assertThat(cache.stats().entries()).isZero();
      assertThat(cache.stats().refused()).isEqualTo(3);
    }

    @Test
    @DisplayName("V-3 a wall clock set back before the token's begin is noticed on the hit")
    void begin() {
      OptionalLong begin = OptionalLong.of(ticker.wallMillis());
      keep(claims(NONE, begin, NONE, "alice"));
      ticker.wallMillis(ticker.wallMillis() - 1_500);
      assertThat(cache.find(key(1))).isNull();
    }
  }

  @Nested
  class WhenTheWorldChanges {
    @Test
    @DisplayName("C-1 a change of any key set makes all older answers unreachable at once")
    void keySetsChange() {
      keep(claims(NONE, "alice"));
      keySets.incrementAndGet();
      assertThat(cache.find(key(1))).isNull();
    }

    @Test
    @DisplayName("V-1 an answer that was begun under older key sets is not kept")
    void keySetsChangeMeanwhile() {
      PendingValidation pending = cache.begin(key(1));
      keySets.incrementAndGet();
      assertThat(cache.store(pending, claims(NONE, "alice"), 1, "answer", 1, TTL)).isFalse();
    }

    @Test
    @DisplayName("C-8 all answers fall when the wall clock is set by more than two seconds")
    void clockIsSet() {
      for (long millis : new long[] {3_600_000, -3_600_000, 2_001, -2_001}) {
        keep(claims(OptionalLong.of(inMillis(Duration.ofHours(9))), "alice"));
        assertThat(cache.find(key(1))).isNotNull();
        ticker.wallMillis(ticker.wallMillis() + millis);
        assertThat(cache.find(key(1))).as("set by %d ms", millis).isNull();
        assertThat(cache.stats().entries()).isZero();
      }
    }

    @Test
    @DisplayName("C-8 a clock that is corrected by less keeps the answers")
    void clockIsCorrected() {
      keep(claims(NONE, "alice"));
      ticker.wallMillis(ticker.wallMillis() + 1_999);
      assertThat(cache.find(key(1))).isNotNull();
    }

    @Test
    @DisplayName("C-3 an answer that was begun before everything was dropped is not kept")
    void droppedMeanwhile() {
      PendingValidation pending = cache.begin(key(1));
      cache.clear();
      assertThat(cache.store(pending, claims(NONE, "alice"), 1, "answer", 1, TTL)).isFalse();
      PendingValidation second = cache.begin(key(2));
      cache.drop(ids.of(ClaimKind.SUBJECT, "nobody"));
      assertThat(cache.store(second, claims(NONE, "alice"), 1, "answer", 1, TTL)).isFalse();
    }
  }

  @Nested
  class WhenRevoked {
    @Test
    @DisplayName("V-3 each kind of claim on the deny list keeps answers from being given")
    void eachKind() {
      for (ClaimKind kind : ClaimKind.values()) {
        String subject = "user " + kind;
        keep(claims(NONE, subject));
        assertThat(cache.find(key(1))).isNotNull();
        String value = kind == ClaimKind.SUBJECT ? subject : kind.id() + " of " + subject;
        denied.add(ids.of(kind, value), Duration.ofMinutes(5).toNanos());
        assertThat(cache.find(key(1))).as(kind.id()).isNull();
      }
    }

    @Test
    @DisplayName("X-1 what is revoked falls, is not kept again, and may be after its time")
    void revoked() {
      keep(1, claims(NONE, "alice"));
      keep(2, claims(NONE, "bob"));
      long fell =
          revocations.revoke(List.of(new Claim(ClaimKind.SUBJECT, "alice")), Duration.ofHours(1));
      assertThat(fell).isEqualTo(1);
      assertThat(cache.find(key(2))).isNotNull();
      assertThat(keep(1, claims(NONE, "alice"))).isFalse();
      ticker.advance(Duration.ofHours(1));
      assertThat(keep(1, claims(NONE, "alice"))).isTrue();
    }

    @Test
    @DisplayName("X-1 a revocation lasts at least as long as an answer that is being made")
    void atLeast() {
      revocations.revoke(List.of(new Claim(ClaimKind.SUBJECT, "alice")), Duration.ZERO);
      ticker.advance(Duration.ofMinutes(5).minusMillis(1));
      assertThat(keep(claims(NONE, "alice"))).isFalse();
    }

    @Test
    @DisplayName("C-2 answers fall by subject, issuer, key or token, and no others")
    void selected() {
      for (long i = 0; i < 10; i++) {
        keep(i, claims(NONE, "user" + i));
      }
      assertThat(revocations.drop(List.of(new Claim(ClaimKind.SUBJECT, "user3")))).isEqualTo(1);
      assertThat(revocations.drop(List.of(new Claim(ClaimKind.KEY, "kid of user4")))).isEqualTo(1);
      assertThat(revocations.drop(List.of(new Claim(ClaimKind.ISSUER, "user5")))).isZero();
      assertThat(cache.find(key(3))).isNull();
      assertThat(cache.find(key(4))).isNull();
      assertThat(cache.find(key(5))).isNotNull();
    }

    @Test
    @DisplayName("B-3 a full deny list forbids everything instead of forgetting anything")
    void overflow() {
      DenyList small = new DenyList(ticker, 2);
      ValidationCache guarded =
          new ValidationCache(new ValidationSettings(10, 1_000_000), keySets::get, small, ticker);
      guarded.store(guarded.begin(key(1)), claims(NONE, "alice"), 1, "answer", 1, TTL);
      assertThat(small.add(1, Duration.ofMinutes(50).toNanos())).isTrue();
      assertThat(small.add(2, Duration.ofMinutes(50).toNanos())).isTrue();
      assertThat(guarded.find(key(1))).isNotNull();
      assertThat(small.add(3, Duration.ofMinutes(10).toNanos())).isFalse();
      assertThat(guarded.find(key(1))).isNull();
      assertThat(guarded.store(guarded.begin(key(2)), claims(NONE, "b"), 1, "a", 1, TTL)).isFalse();
      ticker.advance(Duration.ofMinutes(10));
      assertThat(guarded.store(guarded.begin(key(2)), claims(NONE, "b"), 1, "a", 1, TTL)).isTrue();
    }

    @Test
    @DisplayName("H-1 a claim is shown as 8 digits that another process does not show")
    void shown() {
      Claim claim = new Claim(ClaimKind.SUBJECT, "alice");
      assertThat(revocations.shown(claim)).matches("[0-9a-f]{8}");
      assertThat(revocations.shown(claim)).isEqualTo(revocations.shown(claim));
      assertThat(new ClaimIds().shown(ClaimKind.SUBJECT, "alice"))
          .isNotEqualTo(revocations.shown(claim));
      assertThat(claim.toString()).doesNotContain("alice");
    }
  }

  @Nested
  class Bounds {
    @Test
    @DisplayName("B-4 one subject has at most 64 entries, and room again when they are gone")
    void perSubject() {
      for (long i = 0; i < 64; i++) {
        assertThat(keep(i, claims(NONE, "alice"))).isTrue();
      }
      assertThat(keep(64, claims(NONE, "alice"))).isFalse();
      assertThat(keep(65, claims(NONE, "bob"))).isTrue();
      cache.forget(key(0));
      assertThat(keep(64, claims(NONE, "alice"))).isTrue();
      cache.clear();
      for (long i = 0; i < 64; i++) {
        assertThat(keep(i, claims(NONE, "alice"))).isTrue();
      }
    }

    @Test
    @DisplayName("B-4 an answer that replaces another one counts once")
    void replaced() {
      for (int i = 0; i < 200; i++) {
        assertThat(keep(1, claims(NONE, "alice"))).isTrue();
      }
      assertThat(keep(2, claims(NONE, "alice"))).isTrue();
    }

    @Test
    @DisplayName("B-4 one validator fills at most half of the cache")
    void perReceiver() {
      for (long i = 0; i < 5_000; i++) {
        cache.store(cache.begin(key(i)), claims(NONE, "user" + i), 7, "answer", 1, TTL);
        assertThat(cache.stats().entries()).isLessThanOrEqualTo(500);
      }
      assertThat(cache.stats().entries()).isGreaterThan(400);
    }

    @Test
    @DisplayName("B-2 a flood of a million tokens leaves memory bounded and the hot set in place")
    void flood() {
      ValidationCache large = cache(20_000);
      for (int round = 0; round < 20; round++) {
        for (long i = 0; i < 200; i++) {
          if (large.find(key(i)) == null) {
            large.store(large.begin(key(i)), claims(NONE, "user" + i), 1, "answer", 1, TTL);
          }
        }
      }
      int hits = 0;
      int asked = 0;
      VerifiedClaims stranger = new VerifiedClaims(NONE, NONE, NONE, new long[6]);
      for (long i = 0; i < 1_000_000; i++) {
        Fingerprint one = key(1_000_000 + i);
        large.find(one);
        large.store(large.begin(one), stranger, 2, "answer", 1, TTL);
        if (i % 10 == 0) {
          asked++;
          hits += large.find(key(i / 10 % 200)) == null ? 0 : 1;
        }
      }
      assertThat(large.stats().entries()).isLessThanOrEqualTo(20_000);
      assertThat((double) hits / asked).isGreaterThan(0.9);
    }
  }

  @Nested
  class Churn {
    @Test
    @DisplayName("V-12 more than a tenth of the calls on new validators is too much")
    void tooHigh() {
      ReceiverChurn churn = new ReceiverChurn();
      boolean high = false;
      for (int i = 0; i < 1_000 && !high; i++) {
        high = churn.isTooHigh(i % 5 == 0);
      }
      assertThat(high).isTrue();
    }

    @Test
    @DisplayName("V-12 a tenth or less is not, and an application that stops is served again")
    void recovers() {
      ReceiverChurn churn = new ReceiverChurn();
      for (int i = 0; i < 5_000; i++) {
        assertThat(churn.isTooHigh(i % 20 == 0)).isFalse();
      }
      for (int i = 0; i < 100; i++) {
        churn.isTooHigh(true);
      }
      for (int i = 0; i < 100; i++) {
        churn.isTooHigh(true);
      }
      assertThat(churn.isTooHigh(false)).isTrue();
      for (int i = 0; i < 1_000; i++) {
        churn.isTooHigh(false);
      }
      assertThat(churn.isTooHigh(false)).isFalse();
    }
  }

  @Test
  void livesNoLongerThanItIsLimitedTo() {
    cache.limit(Duration.ofMinutes(2), 1_000);
    keep(claims(OptionalLong.of(inMillis(Duration.ofHours(1))), "alice"));
    ticker.advance(Duration.ofMinutes(2).minusMillis(1));
    assertThat(cache.find(key(1))).isEqualTo("answer");
    ticker.advance(Duration.ofMillis(1));
    assertThat(cache.find(key(1))).isNull();
  }
}
