package dev.latchkey.runtime.jwks;

import static dev.latchkey.runtime.jwks.Documents.keySet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.runtime.jwks.KeySetLookup.Bypass;
import dev.latchkey.runtime.jwks.KeySetLookup.Fetch;
import dev.latchkey.runtime.jwks.KeySetLookup.Serve;
import dev.latchkey.runtime.jwks.StoreResult.Reason;
import dev.latchkey.runtime.jwks.StoreResult.Refused;
import dev.latchkey.runtime.jwks.StoreResult.Stored;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.FingerprintBuilder;
import dev.latchkey.runtime.time.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KeySetCacheTest {
  private static final List<String> TYPE = List.of("application/json");
  private static final Duration TTL = Duration.ofMinutes(5);
  private static final Duration AHEAD = Duration.ofSeconds(10);
  private static final Duration STALE = Duration.ofMinutes(10);
  private static final KeySetSettings SETTINGS = new KeySetSettings(TTL, TTL, AHEAD, STALE, 256);

  private final ManualTicker ticker = new ManualTicker();
  private final KeySetCache cache = new KeySetCache(SETTINGS, ticker);
  private final Fingerprint source = source("https://idp.example/jwks");
  private final ExecutorService pool = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    pool.shutdownNow();
  }

  private static Fingerprint source(String url) {
    return FingerprintBuilder.of("jwks").text(url).build();
  }

  private KeySetLookup lookup(String... kids) {
    return cache.lookup(source, List.of(kids));
  }

  private static Fetch fetch(KeySetLookup lookup) {
    assertThat(lookup).isInstanceOf(Fetch.class);
    return (Fetch) lookup;
  }

  private static Fetch forced(KeySetLookup lookup) {
    assertThat(fetch(lookup).forced()).isTrue();
    return (Fetch) lookup;
  }

  private static KeySetDocument served(KeySetLookup lookup) {
    assertThat(lookup).isInstanceOf(Serve.class);
    return ((Serve) lookup).document();
  }

  private KeySetDocument fill(String... kids) {
    var lookup = fetch(lookup(kids[0]));
    return stored(cache.fetched(lookup.ticket(), keySet(kids), TYPE)).document();
  }

  private static Stored stored(StoreResult result) {
    assertThat(result).isInstanceOf(Stored.class);
    return (Stored) result;
  }

  private static Refused refused(Reason reason) {
    return new Refused(reason);
  }

  @Nested
  class WhenADocumentIsFresh {
    @Test
    void itServesTokensThatItHasAKeyFor() {
      var document = fill("k1", "k2");

      assertThat(lookup("k1")).isEqualTo(new Serve(document, false, false));
      assertThat(served(lookup("k1", "k2"))).isSameAs(document);
      assertThat(cache.layer()).isEqualTo(Layer.JWKS);
    }

    @Test
    @DisplayName("K-7 a token without a key id is served, for it may be meant for any key")
    void kidlessTokensAreServed() {
      assertThat(served(afterFill(""))).isNotNull();
    }

    private KeySetLookup afterFill(String kid) {
      fill("k1");
      return lookup(kid);
    }

    @Test
    @DisplayName("K-7 without a token nothing is served, and the fetched document still counts")
    void unknownTokensBypass() {
      fill("k1");
      var bypass = (Bypass) lookup();

      assertThat(bypass.reason()).isEqualTo(KeySetLookup.Reason.TOKEN_UNKNOWN);
      var offered = stored(cache.fetched(bypass.ticket(), keySet("k2"), TYPE)).document();
      assertThat(served(lookup("k2"))).isSameAs(offered);
    }

    @Test
    @DisplayName("K-5 its life ends after the configured time, whoever asks meanwhile")
    void lifeEnds() {
      fill("k1");
      for (int second = 0; second < 299; second++) {
        ticker.advance(Duration.ofSeconds(1));
        served(lookup("k1"));
      }
      ticker.advance(Duration.ofSeconds(1));

      assertThat(fetch(lookup("k1")).forced()).isFalse();
    }

    @Test
    @DisplayName("K-5 the life counts from the beginning of the fetch, and headers shorten it")
    void lifeCountsFromTheFetch() {
      var lookup = fetch(lookup("k1"));
      ticker.advance(Duration.ofSeconds(20));
      var headers = new FreshnessHeaders("max-age=90", "", "", "");
      stored(cache.fetched(lookup.ticket(), keySet("k1"), TYPE, headers));

      ticker.advance(Duration.ofSeconds(69));
      served(lookup("k1"));
      ticker.advance(Duration.ofSeconds(1));
      fetch(lookup("k1"));
    }

    @Test
    @DisplayName("K-5 with no life for no-cache such a document is returned and not kept")
    void noCacheIsTakenAtItsWord() {
      var obedient =
          new KeySetCache(new KeySetSettings(TTL, Duration.ZERO, AHEAD, STALE, 1), ticker);
      var headers = new FreshnessHeaders("no-store", "", "", "");
      for (int i = 0; i < 2; i++) {
        var fetch = fetch(obedient.lookup(source, List.of("k1")));
        assertThat(obedient.fetched(fetch.ticket(), keySet("k1"), TYPE, headers))
            .isEqualTo(refused(Reason.NOT_TO_BE_KEPT));
      }
      assertThat(obedient.outages()).isZero();
    }

    @Test
    @DisplayName("K-14 it answers for its own source only, whatever its key ids")
    void sourcesAreApart() {
      var document = fill("k1");
      var other = source("https://other.example/jwks");
      var lookup = fetch(cache.lookup(other, List.of("k1")));
      var others = stored(cache.fetched(lookup.ticket(), keySet("k1", "k2"), TYPE)).document();

      assertThat(served(lookup("k1"))).isSameAs(document);
      assertThat(served(cache.lookup(other, List.of("k1")))).isSameAs(others);
    }

    @Test
    @DisplayName("K-17 10,000 bad tokens do not make it be parsed again")
    void parsedOnce() {
      var document = fill("k1");
      for (int i = 0; i < 10_000; i++) {
        var lookup = lookup("bad" + i);
        if (lookup instanceof Fetch fetch) {
          var again = stored(cache.fetched(fetch.ticket(), keySet("k1"), TYPE));
          assertThat(again.document()).isSameAs(document);
        } else {
          assertThat(served(lookup)).isSameAs(document);
        }
        cache.signatureFailed(source, document.digest());
      }
    }
  }

  @Nested
  class WhenADocumentIsFetched {
    @Test
    @DisplayName("K-3 what is no key set is not stored")
    void notAKeySet() {
      var lookup = fetch(lookup("k1"));

      assertThat(cache.fetched(lookup.ticket(), "<html>", List.of("text/html")))
          .isEqualTo(refused(Reason.NOT_A_KEY_SET));
      fetch(lookup("k1"));
      assertThat(cache.stats().refused()).isEqualTo(1);
    }

    @Test
    @DisplayName("K-3 what is no key set does not replace a good one")
    void notAKeySetReplacesNothing() {
      var document = fill("k1");
      assertThat(cache.fetched(forced(lookup("k2")).ticket(), "{}", TYPE))
          .isEqualTo(refused(Reason.NOT_A_KEY_SET));

      assertThat(served(lookup("k1"))).isSameAs(document);
    }

    @Test
    @DisplayName("K-1 a document above 512 KiB is not stored")
    void oversize() {
      var padded = keySet("k1") + " ".repeat(512 * 1024);

      assertThat(cache.fetched(fetch(lookup("k1")).ticket(), padded, TYPE))
          .isEqualTo(refused(Reason.OVERSIZE));
    }

    @Test
    @DisplayName("K-4 a key that is gone upstream is gone with the next document")
    void replacesAsAWhole() {
      fill("k1", "k2");
      stored(cache.fetched(forced(lookup("k3")).ticket(), keySet("k2", "k3"), TYPE));

      assertThat(served(lookup("k2")).kids()).containsExactlyInAnyOrder("k2", "k3");
      forced(lookup("k1"));
    }

    @Test
    @DisplayName("K-4 a slow fetch does not replace the document of one that began later")
    void orderOfBeginning() {
      var slow = ((Bypass) lookup()).ticket();
      var newer = fill("k2");

      assertThat(cache.fetched(slow, keySet("k1"), TYPE)).isEqualTo(refused(Reason.SUPERSEDED));
      assertThat(served(lookup("k2"))).isSameAs(newer);
    }

    @Test
    @DisplayName("K-4 nor does it when that document has died since")
    void orderOfBeginningOutlivesDocuments() {
      var slow = ((Bypass) lookup()).ticket();
      fill("k2");
      ticker.advance(TTL.plus(STALE));
      lookup("k2");

      assertThat(cache.fetched(slow, keySet("k1"), TYPE)).isEqualTo(refused(Reason.SUPERSEDED));
    }

    @Test
    @DisplayName("K-18 the version rises when the content changes, and only then")
    void versions() {
      assertThat(cache.version(source)).isZero();
      var first = stored(cache.fetched(fetch(lookup("k1")).ticket(), keySet("k1"), TYPE));
      ticker.advance(TTL);
      var same = stored(cache.fetched(fetch(lookup("k1")).ticket(), keySet("k1"), TYPE));
      ticker.advance(TTL);
      var other = stored(cache.fetched(fetch(lookup("k1")).ticket(), keySet("k1", "k2"), TYPE));

      assertThat(first.changed()).isTrue();
      assertThat(same.changed()).isFalse();
      assertThat(same.document()).isSameAs(first.document());
      assertThat(same.version()).isEqualTo(first.version());
      assertThat(other.changed()).isTrue();
      assertThat(other.version()).isGreaterThan(first.version()).isEqualTo(cache.version(source));
    }

    @Test
    @DisplayName("K-18 neither a clear nor an outage makes equal content a new version")
    void versionsSurvive() {
      fill("k1");
      long version = cache.version(source);
      cache.invalidateAll();
      fill("k1");
      assertThat(cache.version(source)).isEqualTo(version);
      ticker.advance(TTL.plus(STALE));
      fill("k1");
      assertThat(cache.version(source)).isEqualTo(version);
    }

    @Test
    void aTicketCountsOnce() {
      var ticket = fetch(lookup("k1")).ticket();
      stored(cache.fetched(ticket, keySet("k1"), TYPE));

      assertThat(cache.fetched(ticket, keySet("k2"), TYPE)).isEqualTo(refused(Reason.TICKET_SPENT));
      assertThat(cache.failed(ticket, true)).isEmpty();
      assertThat(served(lookup("k1")).kids()).containsExactly("k1");
    }
  }

  @Nested
  class WhenAKeyIsUnknown {
    @Test
    @DisplayName("K-7 the first token of a rotated key is fetched for at once")
    void rotation() {
      fill("k1");
      var rotated = stored(cache.fetched(forced(lookup("k2")).ticket(), keySet("k1", "k2"), TYPE));

      assertThat(served(lookup("k2"))).isSameAs(rotated.document());
      assertThat(served(lookup("k1"))).isSameAs(rotated.document());
    }

    @Test
    @DisplayName("K-7 one unknown key among several tokens is enough")
    void anyUnknownKid() {
      fill("k1");
      forced(lookup("k1", "", "k2"));
    }

    @Test
    @DisplayName("K-8 100,000 random key ids cause at most 2 + t/30 fetches")
    void floods() {
      fill("k1");
      int fetches = 0;
      for (int i = 0; i < 100_000; i++) {
        if (i % 1000 == 0) {
          ticker.advance(Duration.ofSeconds(2));
        }
        if (lookup("random" + i, "k1") instanceof Fetch fetch) {
          fetches++;
          cache.fetched(fetch.ticket(), keySet("k1"), TYPE);
        }
      }
      assertThat(fetches).isBetween(5, 2 + 200 / 30);
    }

    @Test
    @DisplayName("K-8 a key id that a fetch did not bring is not fetched for again within 60 s")
    void kidsAreRemembered() {
      fill("k1");
      cache.fetched(forced(lookup("bad")).ticket(), keySet("k1"), TYPE);

      served(lookup("bad"));
      ticker.advance(Duration.ofSeconds(59));
      served(lookup("bad"));
      ticker.advance(Duration.ofSeconds(1));
      forced(lookup("bad"));
    }

    @Test
    @DisplayName("K-8 repeating one bad key id leaves a permit for a rotated key")
    void rememberedKidsDoNotUseUpPermits() {
      fill("k1");
      cache.fetched(forced(lookup("bad")).ticket(), keySet("k1"), TYPE);
      for (int i = 0; i < 1000; i++) {
        served(lookup("bad"));
      }

      forced(lookup("k2"));
    }

    @Test
    @DisplayName("K-8 a key id above 256 bytes is unknown each time and remembered never")
    void longKids() {
      fill("k1");
      var kid = "x".repeat(257);
      for (int permit = 0; permit < 2; permit++) {
        cache.fetched(forced(lookup(kid)).ticket(), keySet("k1", kid), TYPE);
      }
      served(lookup(kid));
    }

    @Test
    @DisplayName("K-15 over the limit the document serves as it is, without the unknown key")
    void overTheLimit() {
      var document = fill("k1");
      forced(lookup("a"));
      ticker.advance(Duration.ofSeconds(2));
      forced(lookup("b"));
      ticker.advance(Duration.ofSeconds(2));

      assertThat(served(lookup("c"))).isSameAs(document);
      assertThat(document.kids()).doesNotContain("c");
    }

    @Test
    @DisplayName("K-9 after a failed refresh the next may run within 5 s, and no life is longer")
    void failedRefresh() {
      fill("k1");
      for (int i = 0; i < 10; i++) {
        assertThat(cache.failed(forced(lookup("k2")).ticket(), true)).isEmpty();
        served(lookup("k2"));
        ticker.advance(Duration.ofSeconds(5));
      }
      stored(cache.fetched(forced(lookup("k2")).ticket(), keySet("k2"), TYPE));
      served(lookup("k2"));
    }

    @Test
    @DisplayName("K-9 failed refreshes do not make a document live longer")
    void failedRefreshExtendsNothing() {
      fill("k1");
      for (int i = 0; i < 60; i++) {
        ticker.advance(Duration.ofSeconds(5));
        if (lookup("bad" + i, "k1") instanceof Fetch fetch) {
          cache.failed(fetch.ticket(), false);
        }
      }
      assertThat(fetch(lookup("k1")).forced()).isFalse();
    }

    @Test
    @DisplayName("K-12 16 threads with one unknown key cause one upstream call")
    void oneCallForAll() throws Exception {
      fill("k1");
      var calls = race(16, i -> "k2", keySet("k1"));
      assertThat(calls).isEqualTo(1);
    }

    @Test
    @DisplayName("K-8 16 threads with 16 unknown keys cause at most two upstream calls")
    void burstForManyKids() throws Exception {
      fill("k1");
      var calls = race(16, i -> "unknown" + i, keySet("k1"));
      assertThat(calls).isBetween(1, 2);
    }

    @Test
    @DisplayName("K-6 16 threads with an empty cache cause one upstream call")
    void oneCallForAColdStart() throws Exception {
      assertThat(race(16, i -> "k1", keySet("k1"))).isEqualTo(1);
    }
  }

  /** Looks up from many threads at once; a fetch takes until all others wait or are done. */
  private int race(int threads, IntFunction<String> kid, String document) throws Exception {
    var start = new CountDownLatch(1);
    var calls = new AtomicInteger();
    var begun = new AtomicInteger();
    List<Future<?>> results = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      var own = kid.apply(i);
      results.add(
          pool.submit(
              () -> {
                start.await();
                begun.incrementAndGet();
                var lookup = lookup(own);
                if (lookup instanceof Fetch fetch) {
                  calls.incrementAndGet();
                  await().pollInterval(Duration.ofMillis(10)).until(() -> begun.get() == threads);
                  stored(cache.fetched(fetch.ticket(), document, TYPE));
                } else {
                  assertThat(served(lookup).text()).isEqualTo(document);
                }
                return null;
              }));
    }
    start.countDown();
    for (var result : results) {
      result.get();
    }
    return calls.get();
  }

  @Nested
  class WhenASignatureFails {
    @Test
    @DisplayName("K-10 a key that was replaced under its old id is fetched for once")
    void sameKidRotation() {
      var document = fill("k1");
      cache.signatureFailed(source, document.digest());

      var other = keySet("k1").replace("AQAB", "AQAC");
      var fresh = stored(cache.fetched(forced(lookup("k1")).ticket(), other, TYPE));
      assertThat(served(lookup("k1"))).isSameAs(fresh.document());
    }

    @Test
    @DisplayName("K-10 a refresh that brings equal content ends the suspicion")
    void equalContentClears() {
      var document = fill("k1");
      cache.signatureFailed(source, document.digest());
      stored(cache.fetched(forced(lookup("k1")).ticket(), keySet("k1"), TYPE));

      assertThat(served(lookup("k1"))).isSameAs(document);
    }

    @Test
    @DisplayName("K-10 a failure with an older document says nothing of the new one")
    void olderDocumentsDoNotCount() {
      var older = fill("k1");
      var ticket = forced(lookup("k2")).ticket();
      cache.signatureFailed(source, older.digest());
      var newer = stored(cache.fetched(ticket, keySet("k1", "k2"), TYPE)).document();
      cache.signatureFailed(source, older.digest());
      cache.signatureFailed(source("https://never.seen"), older.digest());

      assertThat(served(lookup("k1"))).isSameAs(newer);
    }

    @Test
    @DisplayName("K-10 tampered tokens pass the same limiter as unknown keys")
    void limited() {
      var document = fill("k1");
      int fetches = 0;
      for (int i = 0; i < 10_000; i++) {
        cache.signatureFailed(source, document.digest());
        if (lookup("k1") instanceof Fetch fetch) {
          fetches++;
          cache.fetched(fetch.ticket(), keySet("k1"), TYPE);
        }
      }
      assertThat(fetches).isEqualTo(2);
    }

    @Test
    @DisplayName("K-10 a refresh that fails leaves the suspicion")
    void failureKeepsSuspicion() {
      var document = fill("k1");
      cache.signatureFailed(source, document.digest());
      cache.failed(forced(lookup("k1")).ticket(), true);
      served(lookup("k1"));
      ticker.advance(Duration.ofSeconds(5));

      forced(lookup("k1"));
    }
  }

  @Nested
  class WhenTheOriginFails {
    @Test
    @DisplayName("K-11 a document past its life bridges time-outs for 10 minutes, as stale")
    void bridges() {
      var document = fill("k1");
      ticker.advance(TTL);
      assertThat(cache.failed(fetch(lookup("k1")).ticket(), true)).contains(document);
      assertThat(lookup("k1")).isEqualTo(new Serve(document, true, false));
      assertThat(cache.outages()).isEqualTo(1);

      ticker.advance(STALE.minusNanos(1));
      assertThat(cache.failed(fetch(lookup("k1")).ticket(), true)).contains(document);
      ticker.advance(Duration.ofNanos(1));
      assertThat(cache.failed(fetch(lookup("k1")).ticket(), true)).isEmpty();
      assertThat(cache.stats().expired()).isEqualTo(1);
      assertThat(cache.outages()).isZero();
    }

    @Test
    @DisplayName("K-11 other failures are not bridged")
    void otherFailures() {
      fill("k1");
      ticker.advance(TTL);

      assertThat(cache.failed(fetch(lookup("k1")).ticket(), false)).isEmpty();
      fetch(lookup("k1"));
    }

    @Test
    @DisplayName("K-11 nothing stale answers for an unknown key, a suspect one or an unknown token")
    void neverForForcedRefreshes() {
      var document = fill("k1");
      assertThat(cache.failed(forced(lookup("k2")).ticket(), true)).isEmpty();
      ticker.advance(TTL);
      assertThat(cache.failed(fetch(lookup("k2")).ticket(), true)).isEmpty();
      assertThat(cache.failed(((Bypass) lookup()).ticket(), true)).isEmpty();
      cache.signatureFailed(source, document.digest());
      ticker.advance(Duration.ofSeconds(5));
      assertThat(cache.failed(fetch(lookup("k1")).ticket(), true)).isEmpty();
    }

    @Test
    @DisplayName("K-11 while it is down it is asked every 5 s, not by each request")
    void askedSeldom() {
      fill("k1");
      ticker.advance(TTL);
      int fetches = 0;
      for (int second = 0; second < 600; second++) {
        for (int request = 0; request < 10; request++) {
          if (lookup("k1") instanceof Fetch fetch) {
            fetches++;
            assertThat(cache.failed(fetch.ticket(), true)).isPresent();
          }
        }
        ticker.advance(Duration.ofSeconds(1));
      }
      assertThat(fetches).isEqualTo(600 / 5);
    }

    @Test
    @DisplayName("K-11 recovery is noticed within 5 s and ends the outage")
    void recovery() {
      fill("k1");
      ticker.advance(TTL);
      cache.failed(fetch(lookup("k1")).ticket(), true);
      ticker.advance(Duration.ofSeconds(5));
      var fresh = stored(cache.fetched(fetch(lookup("k1")).ticket(), keySet("k1"), TYPE));

      assertThat(lookup("k1")).isEqualTo(new Serve(fresh.document(), false, false));
      assertThat(cache.outages()).isZero();
    }

    @Test
    @DisplayName("K-11 with no bound past its life nothing stale is served")
    void canBeOff() {
      var strict = new KeySetCache(new KeySetSettings(TTL, TTL, AHEAD, Duration.ZERO, 256), ticker);
      var ticket = fetch(strict.lookup(source, List.of("k1"))).ticket();
      stored(strict.fetched(ticket, keySet("k1"), TYPE));
      ticker.advance(TTL);

      assertThat(strict.failed(fetch(strict.lookup(source, List.of("k1"))).ticket(), true))
          .isEmpty();
    }

    @Test
    @DisplayName("K-11 those who wait for a fetch that fails are served stale as well")
    void waitersAreBridged() throws Exception {
      var document = fill("k1");
      ticker.advance(TTL);
      var ticket = fetch(lookup("k1")).ticket();
      var waiter = pool.submit(() -> lookup("k1"));
      cache.failed(ticket, true);

      assertThat(waiter.get()).isEqualTo(new Serve(document, true, false));
    }
  }

  @Nested
  class WhenItIsCleared {
    @Test
    @DisplayName("C-5 it is empty, and fetches that had begun bring nothing in")
    void generations() {
      fill("k1");
      var begun = forced(lookup("k2")).ticket();

      assertThat(cache.invalidateAll()).isEqualTo(1);
      assertThat(cache.fetched(begun, keySet("k1", "k2"), TYPE)).isEqualTo(refused(Reason.CLEARED));
      assertThat(fetch(lookup("k1")).forced()).isFalse();
      assertThat(cache.stats().entries()).isZero();
      assertThat(cache.stats().weightBytes()).isZero();
      assertThat(cache.stats().invalidated()).isEqualTo(1);
    }

    @Test
    @DisplayName("B-3 the limiter keeps its state, so clearing lends no fetches")
    void limitersSurvive() {
      fill("k1");
      forced(lookup("a"));
      ticker.advance(Duration.ofSeconds(2));
      forced(lookup("b"));
      ticker.advance(Duration.ofSeconds(2));
      cache.invalidateAll();
      fill("k1");

      served(lookup("c"));
    }
  }

  @Nested
  class WhenItIsFull {
    private final KeySetCache small =
        new KeySetCache(new KeySetSettings(TTL, TTL, AHEAD, STALE, 2), ticker);

    private KeySetLookup look(int number) {
      return small.lookup(source("https://idp" + number), List.of("k1"));
    }

    @Test
    @DisplayName("K-1 B-3 it stays out of further sources instead of forgetting known ones")
    void staysOut() {
      for (int i = 0; i < 2; i++) {
        stored(small.fetched(fetch(look(i)).ticket(), keySet("k1"), TYPE));
      }
      var bypass = (Bypass) look(2);

      assertThat(bypass.reason()).isEqualTo(KeySetLookup.Reason.SOURCES_FULL);
      assertThat(small.fetched(bypass.ticket(), keySet("k1"), TYPE))
          .isEqualTo(refused(Reason.TICKET_SPENT));
      served(look(0));
      served(look(1));
    }

    @Test
    void aSourceThatNobodyUsesMakesRoom() {
      for (int i = 0; i < 2; i++) {
        stored(small.fetched(fetch(look(i)).ticket(), keySet("k1"), TYPE));
      }
      ticker.advance(TTL.plus(STALE));

      fetch(look(2));
      assertThat(small.stats().evicted()).isEqualTo(2);
      assertThat(small.stats().weightBytes()).isZero();
    }

    @Test
    @DisplayName("B-1 all documents together stay within the bound")
    void bytes() {
      var padding = " ".repeat(500 * 1024);
      int kept = 0;
      for (int i = 0; i < 100; i++) {
        var ticket = fetch(cache.lookup(source("https://idp" + i), List.of("k1"))).ticket();
        var result = cache.fetched(ticket, keySet("k1") + padding, TYPE);
        kept += result instanceof Stored ? 1 : 0;
        if (!(result instanceof Stored)) {
          assertThat(result).isEqualTo(refused(Reason.NO_ROOM));
        }
      }
      assertThat(kept).isBetween(30, 33);
      assertThat(cache.stats().weightBytes()).isLessThanOrEqualTo(KeySetCache.MAX_TOTAL_BYTES);
      assertThat(cache.stats().entries()).isEqualTo(kept);
    }
  }

  @Nested
  class WhenARefreshIsDue {
    @Test
    @DisplayName("K-6 it is due between 0.675 and 0.825 of its life, and requests never wait")
    void dueAhead() {
      var document = fill("k1");
      ticker.advance(Duration.ofMillis((long) (300_000 * 0.674)));
      assertThat(cache.dueForRefresh()).isEmpty();
      ticker.advance(Duration.ofMillis((long) (300_000 * 0.152)));
      served(lookup("k1"));

      assertThat(cache.dueForRefresh()).containsExactly(source);
      var ticket = cache.refresh(source).orElseThrow();
      assertThat(cache.dueForRefresh()).isEmpty();
      assertThat(cache.refresh(source)).isEmpty();
      assertThat(served(lookup("k1"))).isSameAs(document);
      stored(cache.fetched(ticket, keySet("k1", "k2"), TYPE));
      assertThat(served(lookup("k2")).kids()).contains("k2");
      assertThat(cache.dueForRefresh()).isEmpty();
    }

    @Test
    @DisplayName("K-6 with background fetches no request fetches in an hour")
    void steadyHour() {
      fill("k1");
      int background = 0;
      for (int second = 0; second < 3600; second++) {
        ticker.advance(Duration.ofSeconds(1));
        served(lookup("k1"));
        for (var due : cache.dueForRefresh()) {
          background++;
          stored(cache.fetched(cache.refresh(due).orElseThrow(), keySet("k1"), TYPE));
        }
      }
      assertThat(background).isBetween(3600 / 248, 3600 / 202);
    }

    @Test
    @DisplayName("K-6 a document that nobody used for twice its life is left alone")
    void idleDocuments() {
      fill("k1");
      ticker.advance(TTL.multipliedBy(2).minusSeconds(1));
      assertThat(cache.dueForRefresh()).containsExactly(source);
      ticker.advance(Duration.ofSeconds(2));
      assertThat(cache.dueForRefresh()).isEmpty();
    }

    @Test
    @DisplayName("K-11 a background fetch that fails is tried again after 5 s")
    void retries() {
      fill("k1");
      ticker.advance(Duration.ofSeconds(290));
      assertThat(cache.failed(cache.refresh(source).orElseThrow(), true)).isEmpty();
      assertThat(cache.dueForRefresh()).isEmpty();
      ticker.advance(Duration.ofSeconds(5));

      assertThat(cache.dueForRefresh()).containsExactly(source);
    }
  }

  @Test
  void settingsAreChecked() {
    assertThatThrownBy(() -> new KeySetSettings(Duration.ofSeconds(59), TTL, AHEAD, STALE, 1))
        .hasMessageContaining("ttl");
    assertThatThrownBy(() -> new KeySetSettings(Duration.ofSeconds(901), TTL, AHEAD, STALE, 1))
        .hasMessageContaining("ttl");
    assertThatThrownBy(() -> new KeySetSettings(TTL, TTL, AHEAD, Duration.ofMinutes(61), 1))
        .hasMessageContaining("staleIfError");
    assertThatThrownBy(() -> new KeySetSettings(TTL, TTL, AHEAD, STALE, 257))
        .hasMessageContaining("maxEntries");
    assertThatThrownBy(() -> new KeySetSettings(TTL, TTL, AHEAD, STALE, 0))
        .hasMessageContaining("maxEntries");
  }
}
