package dev.latchkey.runtime.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class OpenLoopTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static Request get(URI target, TokenKind kind) {
    String head =
        "GET "
            + target.getPath()
            + " HTTP/1.1\r\nHost: "
            + target.getAuthority()
            + "\r\nAuthorization: Bearer "
            + kind
            + "\r\n\r\n";
    return new Request(head.getBytes(StandardCharsets.US_ASCII), kind);
  }

  private static LoadResult run(URI target, Load load, LoadWatch watch) throws Exception {
    Request request = get(target, TokenKind.GOOD);
    try (OpenLoop loop =
        new OpenLoop(Peer.of(target, SSLContext.getDefault()), () -> request, false)) {
      return loop.run(load, watch);
    }
  }

  private static Load load(double rate, double seconds, int connections) {
    return new Load(rate, Duration.ofMillis((long) (seconds * 1000)), connections, PATIENCE);
  }

  @Test
  void sendsEveryRequestAtItsRate() throws Exception {
    try (TestService service = new TestService(head -> TestService.OK)) {
      LoadResult result = run(service.uri(), load(500, 2, 10), LoadWatch.NONE);
      assertThat(result.sent()).isEqualTo(1000);
      assertThat(service.requests).hasValue(1000);
      assertThat(service.accepted.get()).isBetween(1, 10);
      assertThat(result.errors()).isZero();
      assertThat(result.answers(TokenKind.GOOD)).containsOnlyKeys("200").containsValue(1000L);
      assertThat(result.latency(TokenKind.GOOD).getTotalCount()).isEqualTo(1000);
      // Never before they are due: 999 intervals of 2 ms are the least that this can take.
      assertThat(result.sentPerSecond()).isLessThanOrEqualTo(500.01);
      assertThat(result.seconds()).isGreaterThanOrEqualTo(2.0);
    }
  }

  /** Coordinated omission: a generator that waits for answers would show one slow request. */
  @Test
  void chargesAPauseToEveryRequestThatWouldHaveComeInIt() throws Exception {
    long pause = TimeUnit.SECONDS.toNanos(2);
    AtomicInteger seen = new AtomicInteger();
    AtomicLong until = new AtomicLong();
    Function<String, String> answers =
        head -> {
          if (seen.incrementAndGet() == 100) {
            until.set(System.nanoTime() + pause);
          }
          for (long end = until.get(); end != 0 && System.nanoTime() < end; ) {
            java.util.concurrent.locks.LockSupport.parkNanos(end - System.nanoTime());
          }
          return TestService.OK;
        };
    try (TestService service = new TestService(answers)) {
      // With one connection all requests of the pause queue up behind one.
      for (int connections : new int[] {1, 50}) {
        seen.set(0);
        until.set(0);
        LoadResult result = run(service.uri(), load(100, 5, connections), LoadWatch.NONE);
        var latency = result.latency(TokenKind.GOOD);
        assertThat(latency.getTotalCount()).isEqualTo(500);
        assertThat(latency.getMaxValue()).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1_950));
        assertThat(latency.getValueAtPercentile(99))
            .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1_900));
        // 200 of 500 requests fell due in the pause; half of them waited for more than a second.
        assertThat(latency.getTotalCount() - latency.getCountBetweenValues(0, pause / 2))
            .isGreaterThanOrEqualTo(90);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\nabcd\r\nA\r\n0123456789\r\n0\r\nT: v\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length:0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx"
      })
  void readsEveryKindOfAnswer(String answer) throws Exception {
    try (TestService service = new TestService(head -> answer)) {
      LoadResult result = run(service.uri(), load(50, 0.4, 2), LoadWatch.NONE);
      assertThat(result.errors()).as(result.usualError()).isZero();
      assertThat(result.latency(TokenKind.GOOD).getTotalCount()).isEqualTo(20);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SSH-2.0-OpenSSH\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxy"
      })
  void countsWhatIsNoAnswerAsAnError(String answer) throws Exception {
    try (TestService service = new TestService(head -> answer)) {
      LoadResult result = run(service.uri(), load(50, 0.2, 2), LoadWatch.NONE);
      assertThat(result.errors()).isEqualTo(10);
      assertThat(result.errorRatio()).isEqualTo(1.0);
    }
  }

  @Test
  void aConnectionThatWasClosedWhileIdleIsNoError() throws Exception {
    AtomicInteger left = new AtomicInteger();
    Function<String, String> answers =
        head -> left.getAndIncrement() % 3 == 2 ? "" : TestService.OK;
    try (TestService service = new TestService(answers)) {
      LoadResult result = run(service.uri(), load(100, 0.5, 1), LoadWatch.NONE);
      assertThat(result.errors()).as(result.usualError()).isZero();
      assertThat(service.accepted.get()).isGreaterThan(5);
    }
  }

  @Test
  void endsWhenTheServiceVanishes() throws Exception {
    TestService service = new TestService(head -> TestService.OK);
    LoadWatch watch =
        (number, latencies) -> {
          if (number == 0) {
            close(service);
          }
          return null;
        };
    LoadResult result = run(service.uri(), load(50, 600, 4), watch);
    assertThat(result.stopped()).contains("nothing was answered for", "no connection");
    assertThat(result.answers(TokenKind.GOOD).get("200")).isGreaterThan(0);
    assertThat(result.seconds()).isLessThan(120);
  }

  private static void close(TestService service) {
    try {
      service.close();
    } catch (IOException already) {
      // It is closed.
    }
  }

  @Test
  void aServiceThatNeverAnswersTimesOut() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Function<String, String> answers =
        head -> {
          try {
            never.await();
          } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
          }
          return "";
        };
    try (TestService service = new TestService(answers)) {
      Load load = new Load(20, Duration.ofSeconds(1), 5, Duration.ofSeconds(1));
      LoadResult result = run(service.uri(), load, LoadWatch.NONE);
      assertThat(result.errors()).isEqualTo(20);
      assertThat(result.latency(TokenKind.GOOD).getTotalCount()).isEqualTo(20);
      assertThat(result.latency(TokenKind.GOOD).getMaxValue())
          .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
    } finally {
      never.countDown();
    }
  }

  @Test
  void keepsWhatItHasWhenItIsStopped() throws Exception {
    try (TestService service = new TestService(head -> TestService.OK)) {
      LoadResult result =
          run(
              service.uri(),
              load(100, 600, 4),
              (number, latencies) -> number == 1 ? "enough" : null);
      assertThat(result.stopped()).isEqualTo("enough");
      assertThat(result.errors()).isZero();
      assertThat(result.latency(TokenKind.GOOD).getTotalCount()).isGreaterThan(50);
    }
  }

  @Test
  void tellsGoodTokensFromBadOnes() throws Exception {
    Function<String, String> answers =
        head ->
            head.contains("GOOD") ? TestService.OK : "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n";
    try (TestService service = new TestService(answers)) {
      Request good = get(service.uri(), TokenKind.GOOD);
      Request bad = get(service.uri(), TokenKind.EXPIRED);
      AtomicInteger count = new AtomicInteger();
      RequestSource source = () -> count.getAndIncrement() % 4 == 0 ? bad : good;
      try (OpenLoop loop =
          new OpenLoop(Peer.of(service.uri(), SSLContext.getDefault()), source, false)) {
        LoadResult result = loop.run(load(100, 1, 4), LoadWatch.NONE);
        assertThat(result.errors()).isZero();
        assertThat(result.wronglyAccepted()).isZero();
        assertThat(result.answers(TokenKind.EXPIRED)).containsEntry("401", 25L);
        assertThat(result.latency(TokenKind.GOOD).getTotalCount()).isEqualTo(75);
      }
    }
  }

  @Test
  void refusesALoadWithoutARate() {
    assertThatThrownBy(() -> load(0, 1, 1)).hasMessageContaining("needs a rate");
  }
}
