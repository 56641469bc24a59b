package dev.latchkey.runtime.safety;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.LatchkeyConfig;
import dev.latchkey.runtime.jwks.FreshnessHeaders;
import dev.latchkey.runtime.jwks.KeySetCache;
import dev.latchkey.runtime.jwks.KeySetDocument;
import dev.latchkey.runtime.jwks.KeySetLookup;
import dev.latchkey.runtime.jwks.KeySetSettings;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.safety.SafetyReport.OptIn;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import dev.latchkey.runtime.time.ManualTicker;
import dev.latchkey.runtime.token.ClaimIds;
import dev.latchkey.runtime.token.ClaimKind;
import dev.latchkey.runtime.token.DenyList;
import dev.latchkey.runtime.token.ValidationCache;
import dev.latchkey.runtime.token.ValidationSettings;
import dev.latchkey.runtime.token.VerifiedClaims;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetyBoundsTest {
  private static final int RUNS = 1_000;
  private static final Fingerprint SOURCE = FingerprintBuilder.of("jwks").text("here").build();
  private static final Fingerprint TOKEN = FingerprintBuilder.of("token").text("one").build();
  private static final String BOTH = keys("k1", "k2");
  private static final String LEFT = keys("k2");

  private static final String TARGETS =
      """
      targets:
        - { name: check, layer: jwt, tier: full, ttl: 4m, class: com.acme.Tokens, method: check,
            role: validate, assume-pure: true }
        - { name: ask, layer: jwt, tier: full, class: com.acme.Opaque, method: ask,
            role: introspect, assume-pure: true }
        - { name: timed, layer: jwt, class: com.acme.Other, method: check }
        - { name: load, layer: session, class: com.acme.Users, method: load, negative-ttl: 2s }
      """;

  private static String keys(String... kids) {
    StringBuilder all = new StringBuilder();
    for (String kid : kids) {
      all.append(all.isEmpty() ? "" : ",")
          .append("{\"kty\":\"RSA\",\"kid\":\"" + kid + "\",\"n\":\"AQAB\",\"e\":\"AQAB\"}");
    }
    return "{\"keys\":[" + all + "]}";
  }

  private static LatchkeyConfig config(String yaml) {
    var read = ConfigReader.read(yaml, "latchkey.yaml", Map.of());
    assertThat(read.problems()).isEmpty();
    return read.config().orElseThrow();
  }

  private static SafetyReport report(LatchkeyConfig config, Set<Phase> on) {
    return new SafetyBounds(
            config.phases(), on::contains, config.targets(), Map.of("load", Duration.ofMinutes(1)))
        .report();
  }

  @Test
  @DisplayName("I-4 nothing may be untrue while no phase is on")
  void allOff() {
    SafetyReport report = report(config(TARGETS), Set.of());

    assertThat(report.bounds()).hasSize(Fact.values().length);
    assertThat(report.bounds()).allSatisfy(each -> assertThat(each.most()).isZero());
    assertThat(report.sentence()).isEqualTo("no kept answer is served: no phase is on");
  }

  @ParameterizedTest
  @CsvSource({
    "EXPIRED_TOKEN, 0",
    "REMOVED_KEY, 1140",
    "REMOVED_KEY_IN_OUTAGE, 1740",
    "REVOKED_TOKEN, 240",
    "REVOKED_OPAQUE_TOKEN, 60",
    "USER_CHANGED_HERE, 0",
    "USER_CHANGED_ELSEWHERE, 60",
    "WHOLE_AUTHENTICATION, 0"
  })
  @DisplayName("I-4 the bounds follow from what is configured and on")
  void followsTheConfiguration(Fact fact, long seconds) {
    SafetyReport report = report(config(TARGETS), EnumSet.allOf(Phase.class));

    assertThat(report.most(fact)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  @DisplayName("I-4 without phase 1 a removed key is noticed when the whole validation ends")
  void removedKeyWithoutKeySets() {
    SafetyReport report = report(config(TARGETS), Set.of(Phase.JWT));

    assertThat(report.most(Fact.REMOVED_KEY)).isEqualTo(Duration.ofMinutes(4));
  }

  @Test
  @DisplayName("F-5 what serves, what was vouched for and what was asked for is said")
  void saysWhatWasAskedFor() {
    SafetyReport report =
        report(
            config("phases: { session: { ttl: 20m, accept-staleness: true } }\n" + TARGETS),
            Set.of(Phase.JWT, Phase.POOL));

    assertThat(report.serving()).containsExactly(Phase.JWT);
    assertThat(report.assumePure()).containsExactly("check", "ask");
    assertThat(report.optIns())
        .containsExactly(
            new OptIn("full", "check"),
            new OptIn("introspection", "ask"),
            new OptIn("negative-ttl", "load"),
            new OptIn("accept-staleness", "phases.session"));
    assertThat(report.sentence())
        .contains("by phase jwt;")
        .contains("a token that was revoked at its issuer alone: up to 240 s")
        .contains("assume-pure: check, ask")
        .contains("accept-staleness: phases.session")
        .doesNotContain("up to 0 s");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("I-4 no key is served longer after its removal than the bound says, in 1,000 runs")
  void removedKeysStayWithinTheBound(boolean outage) {
    var random = new Random(outage ? 1 : 20261128);
    Duration worst = Duration.ZERO;
    for (int run = 0; run < RUNS; run++) {
      int ttl = 300 + random.nextInt(601);
      int stale = random.nextInt(3_601);
      var config =
          config("phases: { jwks: { ttl: %ds, stale-if-error: %ds } }".formatted(ttl, stale));
      Duration bound =
          report(config, Set.of(Phase.JWKS))
              .most(outage ? Fact.REMOVED_KEY_IN_OUTAGE : Fact.REMOVED_KEY);
      Duration seen = servedAfterRemoval(config, random, outage);
      assertThat(seen).as("run %d", run).isLessThanOrEqualTo(bound);
      worst = seen.compareTo(worst) > 0 ? seen : worst;
    }
    assertThat(worst).as("the runs come near the bound").isGreaterThan(Duration.ofMinutes(13));
  }

  /** Returns how long after the removal a key set with the key was handed out last. */
  private static Duration servedAfterRemoval(LatchkeyConfig config, Random random, boolean outage) {
    var jwks = config.phases().jwks();
    var ticker = new ManualTicker();
    var cache =
        new KeySetCache(
            new KeySetSettings(
                jwks.ttl(), jwks.ttlOnNoCache(), jwks.refreshAhead(), jwks.staleIfError(), 8),
            ticker);
    long removed = ticker.nanos() + Duration.ofSeconds(1 + random.nextInt(600)).toNanos();
    long last = removed;
    long end = removed + Duration.ofMinutes(80).toNanos();
    while (ticker.nanos() < end) {
      boolean gone = ticker.nanos() >= removed;
      KeySetLookup lookup = cache.lookup(SOURCE, List.of("k1"));
      boolean hasKey =
          lookup instanceof KeySetLookup.Serve serve
              ? serve.document().kids().contains("k1")
              : lookup instanceof KeySetLookup.Fetch fetch
                  && fetched(cache, fetch, gone, outage, random);
      if (hasKey && gone) {
        last = ticker.nanos();
      }
      ticker.advance(Duration.ofSeconds(1 + random.nextInt(40)));
    }
    return Duration.ofNanos(last - removed);
  }

  /** Returns whether the application gets the removed key, from us and not from its provider. */
  private static boolean fetched(
      KeySetCache cache, KeySetLookup.Fetch fetch, boolean gone, boolean outage, Random random) {
    if (gone && outage) {
      return cache.failed(fetch.ticket(), true).map(KeySetDocument::kids).stream()
          .anyMatch(kids -> kids.contains("k1"));
    }
    var life = new FreshnessHeaders("max-age=" + random.nextInt(3_000), "", "", "");
    cache.fetched(fetch.ticket(), gone ? LEFT : BOTH, List.of(), life);
    return false;
  }

  @Test
  @DisplayName(
      "I-4 no validation is kept longer after a revocation than the bound says, in 1,000 runs")
  void revokedTokensStayWithinTheBound() {
    var random = new Random(4);
    var ids = new ClaimIds();
    long[] numbers = new long[ClaimKind.values().length];
    for (ClaimKind kind : ClaimKind.values()) {
      numbers[kind.ordinal()] = ids.of(kind, kind.id());
    }
    Duration closest = Duration.ofHours(1);
    for (int run = 0; run < RUNS; run++) {
      int ttl = 120 + random.nextInt(181);
      var config = config(TARGETS.replace("ttl: 4m", "ttl: " + ttl + "s"));
      Duration bound = report(config, Set.of(Phase.JWT)).most(Fact.REVOKED_TOKEN);
      var ticker = new ManualTicker();
      var cache =
          new ValidationCache(
              new ValidationSettings(10, 1_000_000), () -> 0, new DenyList(ticker), ticker);
      long ends = ticker.wallMillis() + Duration.ofSeconds(random.nextInt(900)).toMillis();
      var none = OptionalLong.empty();
      cache.store(
          cache.begin(TOKEN),
          new VerifiedClaims(OptionalLong.of(ends), none, none, numbers),
          1,
          "answer",
          100,
          config.targets().get(0).ttl().orElseThrow());
      long revoked = ticker.nanos();
      long last = revoked;
      while (ticker.nanos() - revoked < Duration.ofMinutes(20).toNanos()) {
        if (cache.find(TOKEN) != null) {
          assertThat(ticker.wallMillis()).as("not past its end").isLessThan(ends);
          last = ticker.nanos();
        }
        ticker.advance(Duration.ofMillis(500 + random.nextInt(2_000)));
      }
      Duration seen = Duration.ofNanos(last - revoked);
      assertThat(seen).as("run %d", run).isLessThanOrEqualTo(bound);
      Duration missing = bound.minus(seen);
      closest = missing.compareTo(closest) < 0 ? missing : closest;
    }
    assertThat(closest).as("the runs come near the bound").isLessThan(Duration.ofSeconds(3));
  }
}
