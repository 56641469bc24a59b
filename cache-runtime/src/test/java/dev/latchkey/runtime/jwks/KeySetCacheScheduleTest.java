package dev.latchkey.runtime.jwks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.jwks.KeySetLookup.Fetch;
import dev.latchkey.runtime.jwks.KeySetLookup.Serve;
import dev.latchkey.runtime.jwks.StoreResult.Stored;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import dev.latchkey.runtime.time.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs random schedules of tokens, rotations, outages, slow fetches and clears against the cache,
 * and checks each answer against a model that is written from the rules alone.
 */
class KeySetCacheScheduleTest {
  private static final int STEPS = 60_000;
  private static final long TTL = Duration.ofMinutes(5).toNanos();
  private static final long STALE = Duration.ofMinutes(10).toNanos();
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final ManualTicker ticker = new ManualTicker();
  private final KeySetCache cache =
      new KeySetCache(
          new KeySetSettings(
              Duration.ofNanos(TTL),
              Duration.ofNanos(TTL),
              Duration.ZERO,
              Duration.ofNanos(STALE),
              16),
          ticker);

  /** An identity provider, and what a reader of the rules knows of the cache's state for it. */
  private final class Provider {
    final int number;
    final Fingerprint source;
    final Map<String, Long> missed = new HashMap<>();
    final List<Pending> pending = new ArrayList<>();
    int key = 1;
    boolean down;
    String held = "";
    long heldSince;
    long heldOrder;
    long bridgedUntil = Long.MIN_VALUE;
    long suspectOrder;
    double permits = 2;
    long permitsAt = ticker.nanos();
    long heldOffUntil = Long.MIN_VALUE;

    Provider(int number) {
      this.number = number;
      this.source = FingerprintBuilder.of("jwks").number(number).build();
    }

    String document() {
      return Documents.keySet("key" + (key - 1), "key" + key).replace("AQAB", "provider" + number);
    }

    boolean permitted(long now) {
      permits = Math.min(2, permits + (double) (now - permitsAt) / (30 * SECOND));
      permitsAt = now;
      return permits >= 1 - 1e-9 && now >= heldOffUntil;
    }
  }

  /** A fetch whose answer was given when it began and has not arrived. */
  private record Pending(Fetch fetch, String kid, String answer, long begun, long order) {}

  private long order;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20261124})
  @DisplayName("I-1 I-2 K-7 K-8 K-11 K-14 no schedule makes an answer outdated or withholds a key")
  void randomSchedules(long seed) {
    System.out.println("KeySetCacheScheduleTest seed " + seed);
    var random = new Random(seed);
    var providers = List.of(new Provider(1), new Provider(2), new Provider(3));
    int[] served = new int[2];
    for (int step = 0; step < STEPS; step++) {
      var provider = providers.get(random.nextInt(providers.size()));
      int dice = random.nextInt(1000);
      if (dice < 300) {
        ticker.advance(Duration.ofMillis(random.nextInt(4_000)));
      } else if (dice < 305) {
        ticker.advance(Duration.ofSeconds(random.nextInt(1_000)));
      } else if (dice < 312) {
        provider.key++;
      } else if (dice < 320) {
        provider.down = random.nextInt(3) == 0;
      } else if (dice < 322) {
        clear(providers);
      } else if (dice < 330 && !provider.held.isEmpty()) {
        suspect(provider);
      } else if (dice < 450 && !provider.pending.isEmpty()) {
        arrive(provider, provider.pending.remove(random.nextInt(provider.pending.size())));
      } else {
        look(provider, kid(provider, random), random, served);
      }
    }
    assertThat(served[0]).as("fresh answers").isGreaterThan(STEPS / 10);
    assertThat(served[1]).as("stale answers").isPositive();
  }

  private static String kid(Provider provider, Random random) {
    return switch (random.nextInt(20)) {
      case 0 -> "";
      case 1 -> "bogus" + random.nextInt(50);
      case 2 -> "key" + (provider.key - 2);
      case 3, 4 -> "key" + (provider.key - 1);
      default -> "key" + provider.key;
    };
  }

  private void look(Provider provider, String kid, Random random, int[] served) {
    var lookup = cache.lookup(provider.source, List.of(kid));
    if (lookup instanceof Serve serve) {
      check(provider, kid, serve);
      served[serve.stale() ? 1 : 0]++;
      return;
    }
    var fetch = (Fetch) lookup;
    if (fetch.forced()) {
      assertThat(provider.permitted(ticker.nanos())).as("forced without a permit").isTrue();
      provider.permits--;
    }
    var pending =
        new Pending(fetch, kid, provider.down ? "" : provider.document(), ticker.nanos(), ++order);
    if (random.nextInt(10) == 0) {
      provider.pending.add(pending);
    } else {
      arrive(provider, pending);
    }
  }

  private void check(Provider provider, String kid, Serve serve) {
    long now = ticker.nanos();
    long age = now - provider.heldSince;
    var document = serve.document();
    assertThat(document.text()).isEqualTo(provider.held).contains("provider" + provider.number);
    if (serve.stale()) {
      assertThat(age).isBetween(TTL, TTL + STALE - 1);
      assertThat(now).isLessThan(provider.bridgedUntil);
    } else {
      assertThat(age).isLessThan(TTL);
    }
    boolean lacks = !kid.isEmpty() && !document.kids().contains(kid);
    boolean known = now - provider.missed.getOrDefault(kid, now - 60 * SECOND) < 60 * SECOND;
    boolean suspect = provider.suspectOrder > provider.heldOrder;
    if ((lacks && !known) || suspect) {
      assertThat(provider.permitted(now)).as("served although a refresh was permitted").isFalse();
    }
  }

  private void arrive(Provider provider, Pending pending) {
    if (pending.answer().isEmpty()) {
      fail(provider, pending);
      return;
    }
    var result = cache.fetched(pending.fetch().ticket(), pending.answer(), List.of());
    if (result instanceof Stored stored) {
      assertThat(pending.order()).isGreaterThan(provider.heldOrder);
      if (stored.changed()) {
        provider.suspectOrder = 0;
      }
      provider.held = pending.answer();
      provider.heldSince = pending.begun();
      provider.heldOrder = pending.order();
      provider.bridgedUntil = Long.MIN_VALUE;
      if (!pending.kid().isEmpty() && !stored.document().kids().contains(pending.kid())) {
        provider.missed.put(pending.kid(), pending.begun());
      }
    }
  }

  private void fail(Provider provider, Pending pending) {
    long now = ticker.nanos();
    boolean cleared = pending.order() < clearedAt;
    var bridge = cache.failed(pending.fetch().ticket(), true);
    if (cleared) {
      assertThat(bridge).isEmpty();
      return;
    }
    if (pending.fetch().forced()) {
      provider.permitted(now);
      provider.permits = Math.min(2, provider.permits + 1);
      provider.heldOffUntil = now + 5 * SECOND;
    }
    if (provider.heldOrder < pending.order()) {
      provider.bridgedUntil = now + 5 * SECOND;
    }
    bridge.ifPresent(
        document -> {
          assertThat(pending.fetch().forced()).isFalse();
          assertThat(document.text()).isEqualTo(provider.held);
          assertThat(now - provider.heldSince).isLessThan(TTL + STALE);
          assertThat(pending.kid().isEmpty() || document.kids().contains(pending.kid())).isTrue();
          assertThat(provider.suspectOrder).isLessThanOrEqualTo(provider.heldOrder);
        });
  }

  private long clearedAt;

  private void clear(List<Provider> providers) {
    cache.invalidateAll();
    clearedAt = ++order;
    for (var provider : providers) {
      provider.held = "";
      provider.missed.clear();
    }
  }

  private void suspect(Provider provider) {
    var digest = KeySetParser.parse(provider.held, List.of()).orElseThrow().digest();
    cache.signatureFailed(provider.source, digest);
    if (ticker.nanos() - provider.heldSince < TTL + STALE) {
      provider.suspectOrder = ++order;
    }
  }
}
