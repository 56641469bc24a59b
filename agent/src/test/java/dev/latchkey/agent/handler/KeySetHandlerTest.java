package dev.latchkey.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.runtime.operation.AgentThread;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseChange;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class KeySetHandlerTest {
  private static final Duration LIFE = Duration.ofMinutes(5);
  private static final Duration DUE = Duration.ofSeconds(250);
  private static final String CLIENT = KeySetHandlerTest.Client.class.getName();

  private final HandTicker ticker = new HandTicker();
  private final KeySetServer server;
  private final HandWoven woven;

  KeySetHandlerTest() throws IOException {
    server = new KeySetServer();
    woven =
        new HandWoven(
            """
            phases: { jwks: { enabled: true } }
            targets:
              - { name: auth, layer: auth, class: a.Filter, method: filter }
              - { name: token, layer: other, role: token, class: a.Parser, method: parse, token: arg0 }
              - { name: kid, layer: jwks, role: token, class: a.Keys, method: get, kid: arg0 }
              - { name: fetch, layer: jwks, class: CLIENT, method: get(java.net.URL), key: [arg0, this.#agent] }
              - { name: named, layer: jwks, class: CLIENT, method: get(java.net.URL), key: [arg0], subclasses: [CLIENT$Named] }
              - { name: static, layer: jwks, class: LOADER, method: load(java.lang.String) }
              - { name: whole, layer: jwks, class: a.Source, method: all(java.net.URL) }
              - { name: source, layer: other, role: time, class: a.Source, method: get, forced-by: [arg0] }
              - { name: general, layer: jwks, class: CLIENT, method: get(java.net.URL), key: [arg0], within: jwks }
              - { name: response, layer: other, role: response, class: a.Connection, method: getInputStream }
            """
                .replace("CLIENT$Named", Named.class.getName())
                .replace("CLIENT", CLIENT)
                .replace("LOADER", Loader.class.getName()),
            ticker);
  }

  @AfterEach
  void stop() {
    woven.close();
    server.close();
    assertThat(woven.log).as("faults of our own").isEmpty();
  }

  /** A library that fetches with the JDK's connection, woven by hand. */
  class Client {
    private volatile String agent = "client";
    private final AtomicInteger fetchesOnRequests = new AtomicInteger();

    String get(URL url) throws Exception {
      return get("fetch", url);
    }

    String get(String target, URL url) throws Exception {
      return woven.call(target, String.class, this, new Object[] {url}, () -> fetch(url));
    }

    private String fetch(URL url) throws Exception {
      if (!(Thread.currentThread() instanceof AgentThread)) {
        fetchesOnRequests.incrementAndGet();
      }
      HttpURLConnection connection = (HttpURLConnection) url.openConnection();
      connection.setRequestProperty("User-Agent", agent);
      try (var in =
          woven.call(
              "response",
              java.io.InputStream.class,
              connection,
              new Object[0],
              connection::getInputStream)) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  /** A client as another library makes it. */
  final class Named extends Client {}

  /** A library that fetches with a static method. */
  static final class Loader {
    private static final AtomicInteger FETCHES_ON_REQUESTS = new AtomicInteger();

    private Loader() {}

    static String load(String url) throws IOException {
      if (!(Thread.currentThread() instanceof AgentThread)) {
        FETCHES_ON_REQUESTS.incrementAndGet();
      }
      try (var in = new URL(url).openStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  private static String token(String header) {
    String encoded = Base64.getUrlEncoder().encodeToString(header.getBytes(StandardCharsets.UTF_8));
    return encoded.replace("=", "") + ".e30.c2ln";
  }

  private static String naming(String kid) {
    return token("{\"alg\":\"RS256\",\"kid\":\"" + kid + "\"}");
  }

  /** One authentication: a token is seen, and the key set is asked for as often as said. */
  private String authenticate(Client client, URL url, String token, int times) throws Exception {
    return authenticate(
        token,
        () -> {
          String keys = "";
          for (int i = 0; i < times; i++) {
            keys = client.get(url);
          }
          return keys;
        });
  }

  private String authenticate(String token, Callable<String> library) throws Exception {
    return woven.call(
        "auth",
        String.class,
        this,
        new Object[0],
        () -> {
          woven.call("token", String.class, null, new Object[] {token}, () -> token);
          return library.call();
        });
  }

  private String authenticate(Client client, String kid) throws Exception {
    return authenticate(client, server.url("/keys"), naming(kid), 1);
  }

  private final Client client = new Client();

  @Nested
  class WhenOriginFails {
    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504, 599})
    @DisplayName("K-11 a status of 5xx or 429 is bridged past the life, as stale")
    void bridges(int status) throws Exception {
      String keys = authenticate(client, "k1");
      ticker.advance(LIFE.plusSeconds(1));
      server.answer(status, "<html>");

      assertThat(authenticate(client, "k1")).isEqualTo(keys);
      assertThat(woven.outcome("fetch", CacheOutcome.STALE)).isEqualTo(1);
      assertThat(woven.runtime().keySets().outages()).isEqualTo(1);
      ticker.advance(Duration.ofMinutes(10));
      assertThatThrownBy(() -> authenticate(client, "k1")).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410})
    @DisplayName("K-11 a status of 4xx is not bridged")
    void lets4xxStand(int status) throws Exception {
      authenticate(client, "k1");
      ticker.advance(LIFE.plusSeconds(1));
      server.answer(status, "gone");

      assertThatThrownBy(() -> authenticate(client, "k1")).isInstanceOf(IOException.class);
      assertThat(woven.outcome("fetch", CacheOutcome.STALE)).isZero();
    }

    @Test
    @DisplayName("K-11 an origin that cannot be reached is bridged")
    void unreachable() throws Exception {
      String keys = authenticate(client, "k1");
      ticker.advance(LIFE.plusSeconds(1));
      server.close();

      assertThat(authenticate(client, "k1")).isEqualTo(keys);
    }

    @Test
    @DisplayName("K-11 a document within its life is not asked for, whatever origin does")
    void withinLife() throws Exception {
      String keys = authenticate(client, "k1");
      server.answer(404, "gone");
      assertThat(authenticate(client, "k1")).isEqualTo(keys);
      assertThat(server.fetches()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "{}", "{\"keys\":[]}", "{\"keys\":[{\"kid\":\"k1\"}]}"})
    @DisplayName(
        "K-3 K-11 what is no key set is returned as origin sent it, and neither kept nor bridged")
    void notAKeySet(String page) throws Exception {
      authenticate(client, "k1");
      ticker.advance(LIFE.plusSeconds(1));
      server.answer(200, page);

      assertThat(authenticate(client, "k1")).isEqualTo(page);
      assertThat(authenticate(client, "k1")).isEqualTo(page);
      assertThat(server.fetches()).isEqualTo(3);
      assertThat(woven.outcome("fetch", CacheOutcome.STALE)).isZero();
    }

    @Test
    @DisplayName("K-11 nothing stale answers a forced refresh")
    void forced() throws Exception {
      authenticate(client, "k1");
      server.answer(503, "");
      assertThatThrownBy(() -> authenticate(client, "k2")).isInstanceOf(IOException.class);
      ticker.advance(LIFE.plusSeconds(1));
      assertThatThrownBy(() -> authenticate(client, "k2")).isInstanceOf(IOException.class);
    }

    @Test
    @DisplayName("K-11 a rotation during an outage is seen at its end, by one fetch")
    void rotationDuringOutage() throws Exception {
      authenticate(client, "k1");
      ticker.advance(LIFE.plusSeconds(1));
      server.answer(503, "");
      authenticate(client, "k1");
      server.answer(200, KeySetServer.keySet("k2"));
      ticker.advance(Duration.ofSeconds(6));
      int before = server.fetches();

      assertThat(authenticate(client, "k2")).contains("k2");
      assertThat(authenticate(client, "k2")).doesNotContain("k1");
      assertThat(server.fetches()).isEqualTo(before + 1);
      assertThat(woven.runtime().keySets().outages()).isZero();
    }

    @Test
    @DisplayName("A-3 those who wait for a slow key set fetch for themselves after 2 s")
    void slow() throws Exception {
      CountDownLatch latch = new CountDownLatch(1);
      server.hold(latch);
      ExecutorService threads = Executors.newFixedThreadPool(2);
      Callable<String> slow = () -> authenticate(client, server.url("/slow"), naming("k1"), 1);
      Future<String> first = threads.submit(slow);
      await().until(() -> server.fetches() == 1);
      Future<String> second = threads.submit(slow);
      await().until(() -> server.fetches() == 2);
      latch.countDown();

      assertThat(first.get()).contains("k1");
      assertThat(second.get()).contains("k1");
      threads.shutdown();
    }

    @Test
    @DisplayName("A-5 a failure that stands is the very exception that origin threw")
    void sameException() throws Exception {
      server.answer(404, "");
      assertThatThrownBy(() -> authenticate(client, "k1"))
          .isInstanceOf(FileNotFoundException.class);
      server.close();
      assertThatThrownBy(() -> authenticate(client, "k1")).isInstanceOf(ConnectException.class);
    }
  }

  @Nested
  class WhenTheResponseSaysSomething {
    @Test
    @DisplayName("K-5 max-age, less Age, ends the life early")
    void maxAge() throws Exception {
      server.headers(Map.of("Cache-Control", "public, max-age=120", "Age", "30"));
      authenticate(client, "k1");
      ticker.advance(Duration.ofSeconds(89));
      authenticate(client, "k1");
      assertThat(server.fetches()).isEqualTo(1);
      ticker.advance(Duration.ofSeconds(2));
      authenticate(client, "k1");
      assertThat(server.fetches()).isEqualTo(2);
    }

    @Test
    @DisplayName("K-5 no-cache, which providers send with every key set, gives the configured life")
    void noCache() throws Exception {
      server.headers(Map.of("Cache-Control", "no-cache"));
      authenticate(client, "k1");
      ticker.advance(LIFE.minusSeconds(1));
      authenticate(client, "k1");
      assertThat(server.fetches()).isEqualTo(1);
    }

    @Test
    @DisplayName("K-13 a key set that another host sent after a redirect is not kept")
    void redirect() throws Exception {
      URL redirected = server.url("/redirect");
      authenticate(client, redirected, naming("k1"), 1);
      authenticate(client, redirected, naming("k1"), 1);
      assertThat(server.fetches()).as("two requests, two hops each").isEqualTo(4);
    }
  }

  @Nested
  class WhenATokenAsksForMore {
    @Test
    @DisplayName("K-13 an address that only tokens with jku or x5u lead to is never kept")
    void jku() throws Exception {
      URL strange = server.url("/strange");
      for (String header : new String[] {"jku", "x5u"}) {
        String token = token("{\"alg\":\"RS256\",\"kid\":\"k1\",\"" + header + "\":\"http://e\"}");
        authenticate(client, strange, token, 1);
        authenticate(client, strange, token, 1);
      }
      assertThat(server.fetches()).isEqualTo(4);
      assertThat(woven.runtime().keySets().stats().entries()).isZero();
      authenticate(client, "k1");
      authenticate(
          client,
          server.url("/keys"),
          token("{\"alg\":\"RS256\",\"kid\":\"k1\",\"jku\":\"http://e\"}"),
          1);
      assertThat(server.fetches()).as("an address that is known is served").isEqualTo(5);
    }

    @Test
    @DisplayName(
        "K-7 a library that asks again, for a token without kid, is not content: origin answers")
    void reentry() throws Exception {
      String kidless = token("{\"alg\":\"RS256\"}");
      authenticate(client, "k1");
      authenticate(client, server.url("/keys"), kidless, 1);
      assertThat(server.fetches()).isEqualTo(1);
      authenticate(client, server.url("/keys"), kidless, 2);
      assertThat(server.fetches()).isEqualTo(2);
      for (int i = 0; i < 10; i++) {
        authenticate(client, server.url("/keys"), kidless, 2);
      }
      assertThat(server.fetches()).as("K-8: 2 in a burst").isEqualTo(3);
    }

    @Test
    @DisplayName("K-7 a library that asks again for a token whose key is there needs no fetch")
    void reentryWithKid() throws Exception {
      authenticate(client, server.url("/keys"), naming("k1"), 5);
      assertThat(server.fetches()).isEqualTo(1);
    }

    @Test
    @DisplayName("K-7 a library that refuses a key set with the token's key id gets origin's")
    void refused() throws Exception {
      authenticate(client, "k1");
      assertThat(refusing(false)).isEqualTo(KeySetServer.keySet("k1"));
      assertThat(server.fetches()).isEqualTo(1);
      server.answer(200, KeySetServer.keySet("k1", "other"));

      assertThat(refusing(true)).contains("other");
      for (int i = 0; i < 10; i++) {
        assertThat(refusing(true)).contains("other");
      }
      assertThat(server.fetches()).as("K-8: 2 in a burst").isEqualTo(3);
    }

    @Test
    @DisplayName("K-7 what is fetched after the call that refused a key set may be served")
    void refusedBefore() throws Exception {
      authenticate(client, "k1");
      authenticate(
          naming("k1"),
          () -> {
            woven.call("source", String.class, this, new Object[] {true}, () -> "");
            return client.get(server.url("/keys"));
          });
      assertThat(server.fetches()).isEqualTo(1);
    }

    private String refusing(boolean refused) throws Exception {
      return authenticate(
          naming("k1"),
          () ->
              woven.call(
                  "source",
                  String.class,
                  this,
                  new Object[] {refused},
                  () -> client.get(server.url("/keys"))));
    }

    @Test
    @DisplayName("K-7 a fetch that asks origin is not served by a target that is a part of it")
    void partOfAFetch() throws Exception {
      authenticate(client, "k1");
      URL url = server.url("/keys");
      Callable<String> whole =
          () -> woven.call("whole", String.class, null, new Object[] {url}, () -> client.get(url));
      authenticate(naming("k1"), whole);
      assertThat(server.fetches()).isEqualTo(2);
      authenticate(naming("k1"), whole);
      assertThat(server.fetches()).isEqualTo(2);
    }

    @Test
    @DisplayName(
        "K-13 a method that is used for much besides is served only within a layer's calls")
    void within() throws Exception {
      URL url = server.url("/keys");
      for (int i = 0; i < 2; i++) {
        authenticate(naming("k1"), () -> client.get("general", url));
      }
      assertThat(server.fetches()).isEqualTo(2);
      assertThat(woven.runtime().keySets().stats().entries()).isZero();
      assertThat(woven.calls("general")).isZero();
      for (int i = 0; i < 2; i++) {
        woven.call(
            "kid", String.class, null, new Object[] {"k1"}, () -> client.get("general", url));
      }
      assertThat(server.fetches()).isEqualTo(3);
      assertThat(woven.calls("general")).isEqualTo(2);
    }

    @Test
    @DisplayName("K-2 an object of a subclass is served only where the target names its class")
    void subclass() throws Exception {
      for (int i = 0; i < 2; i++) {
        authenticate(new Client() {}, "k1");
      }
      assertThat(server.fetches()).isEqualTo(2);
      for (int i = 0; i < 2; i++) {
        authenticate(naming("k1"), () -> new Named().get("named", server.url("/keys")));
      }
      assertThat(server.fetches()).isEqualTo(3);
    }

    @Test
    @DisplayName("K-7 a call for one key by its id goes to origin for a key that is not there")
    void kidOfTheCall() throws Exception {
      assertThat(key("k1")).contains("k1");
      assertThat(key("k1")).contains("k1");
      assertThat(server.fetches()).isEqualTo(1);
      server.publish("k1", "k2");
      assertThat(key("k2")).contains("k2");
      assertThat(server.fetches()).isEqualTo(2);
    }

    private String key(String kid) throws Exception {
      return woven.call(
          "kid", String.class, null, new Object[] {kid}, () -> client.get(server.url("/keys")));
    }

    @Test
    @DisplayName("K-14 a document of another address never answers, whatever its key ids")
    void otherAddress() throws Exception {
      authenticate(client, "k1");
      server.publish("k1", "poisoned");
      assertThat(authenticate(client, server.url("/other"), naming("k1"), 1)).contains("poisoned");
      assertThat(authenticate(client, "k1")).doesNotContain("poisoned");
    }

    @Test
    @DisplayName("K-1 a huge document is returned and not kept")
    void huge() throws Exception {
      server.answer(200, KeySetServer.keySet("k1") + " ".repeat(512 * 1024));
      assertThat(authenticate(client, "k1")).hasSizeGreaterThan(512 * 1024);
      authenticate(client, "k1");
      assertThat(server.fetches()).isEqualTo(2);
      assertThat(woven.runtime().keySets().stats().weightBytes()).isZero();
    }
  }

  @Nested
  class WhenADocumentIsDue {
    @Test
    @DisplayName("K-6 a long-lived key source is refreshed without any request")
    void byTimer() throws Exception {
      authenticate(client, "k1");
      server.publish("k1", "k2");
      ticker.advance(DUE);
      tick(2);
      ticker.advance(Duration.ofSeconds(60));

      assertThat(authenticate(client, "k2")).contains("k2");
      assertThat(client.fetchesOnRequests).hasValue(1);
    }

    @Test
    @DisplayName("K-6 what a static method fetches is refreshed without any request")
    void staticMethod() throws Exception {
      String url = server.url("/keys").toString();
      Loader.FETCHES_ON_REQUESTS.set(0);
      Callable<String> load =
          () ->
              woven.call("static", String.class, null, new Object[] {url}, () -> Loader.load(url));
      authenticate(naming("k1"), load);
      server.publish("k1", "k2");
      ticker.advance(DUE);
      tick(2);
      ticker.advance(Duration.ofSeconds(60));

      assertThat(authenticate(naming("k2"), load)).contains("k2");
      assertThat(Loader.FETCHES_ON_REQUESTS).hasValue(1);
    }

    @Test
    @DisplayName("K-6 a key source of a named subclass is refreshed by the body of the woven class")
    void inherited() throws Exception {
      Named named = new Named();
      authenticate(naming("k1"), () -> named.get("named", server.url("/keys")));
      ticker.advance(DUE);
      tick(2);
      assertThat(((Client) named).fetchesOnRequests).hasValue(1);
    }

    @Test
    @DisplayName("K-6 key sources made per request: no request fetches in an hour")
    void byLookups() throws Exception {
      authenticate(new Client(), "k1");
      for (int i = 0; i < 240; i++) {
        ticker.advance(Duration.ofSeconds(15));
        Client mine = new Client();
        authenticate(mine, "k1");
        assertThat(mine.fetchesOnRequests).hasValue(0);
        woven.runtime().refresher().tick();
        await()
            .pollDelay(Duration.ZERO)
            .until(() -> woven.runtime().keySets().dueForRefresh().isEmpty());
      }
      assertThat(server.fetches()).isBetween(12, 20);
    }

    @Test
    @DisplayName("K-6 a refresh honours the headers of its own response")
    void headersOfRefreshes() throws Exception {
      authenticate(client, "k1");
      server.headers(Map.of("Cache-Control", "max-age=60"));
      ticker.advance(DUE);
      tick(2);
      ticker.advance(Duration.ofSeconds(61));
      authenticate(client, "k1");
      assertThat(client.fetchesOnRequests).hasValue(2);
    }

    @Test
    @DisplayName("K-11 a refresh that fails keeps the outage off the requests")
    void failing() throws Exception {
      authenticate(client, "k1");
      server.answer(503, "");
      ticker.advance(LIFE.plusSeconds(1));
      tick(2);
      await().until(() -> woven.runtime().keySets().outages() == 1);

      assertThat(authenticate(client, "k1")).contains("k1");
      assertThat(client.fetchesOnRequests).hasValue(1);
    }

    @Test
    @DisplayName("K-2 a key source that would ask differently now is not asked for the old answer")
    void changed() throws Exception {
      authenticate(client, "k1");
      client.agent = "other";
      ticker.advance(DUE);
      woven.runtime().refresher().tick();
      woven.runtime().refresher().tick();
      authenticate(client, "k1");
      assertThat(server.fetches()).as("the second source").isEqualTo(2);
    }

    @Test
    @DisplayName("K-6 a refresh that hangs blocks neither another source nor requests")
    void hanging() throws Exception {
      CountDownLatch latch = new CountDownLatch(1);
      authenticate(client, "k1");
      server.hold(new CountDownLatch(0));
      authenticate(client, server.url("/slow"), naming("k1"), 1);
      server.hold(latch);
      ticker.advance(DUE);
      for (int i = 0; i < 5; i++) {
        woven.runtime().refresher().tick();
      }
      await().until(() -> server.fetches() == 4);
      await().until(() -> woven.runtime().keySets().dueForRefresh().isEmpty());
      assertThat(authenticate(client, server.url("/slow"), naming("k1"), 1)).contains("k1");
      latch.countDown();
    }

    @Test
    @DisplayName("K-6 with the phase off nothing is refreshed")
    void phaseOff() throws Exception {
      authenticate(client, "k1");
      ticker.advance(DUE);
      switchOff();
      woven.runtime().refresher().tick();
      assertThat(woven.runtime().keySets().dueForRefresh()).isEmpty();
      assertThat(server.fetches()).isEqualTo(1);
    }

    private void switchOff() throws Exception {
      woven
          .runtime()
          .phases()
          .change(
              Phase.JWKS,
              new PhaseChange(Optional.of(false), OptionalInt.empty(), "api", ""),
              OptionalLong.empty());
    }

    @Test
    @DisplayName("A-7 a key source that the application dropped can be collected")
    void weak() throws Exception {
      WeakReference<Client> dropped = authenticated();
      await()
          .until(
              () -> {
                System.gc();
                return dropped.get() == null;
              });
      ticker.advance(DUE);
      woven.runtime().refresher().tick();
      assertThat(server.fetches()).isEqualTo(1);
    }

    private WeakReference<Client> authenticated() throws Exception {
      Client mine = new Client();
      authenticate(mine, "k1");
      return new WeakReference<>(mine);
    }

    private void tick(int fetches) {
      woven.runtime().refresher().tick();
      await().until(() -> server.fetches() == fetches);
      await().until(() -> woven.runtime().keySets().dueForRefresh().isEmpty());
    }
  }
}
