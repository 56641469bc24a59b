package dev.latchkey.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenLoadTest {
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final Set<String> tokens = ConcurrentHashMap.newKeySet();
  private final CountDownLatch paused = new CountDownLatch(1);
  private volatile int status = 200;
  private volatile boolean pausing;
  private volatile long length = 2;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(executor);
    server.createContext(
        "/orders",
        exchange -> {
          tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
          if (pausing) {
            await();
          }
          exchange.sendResponseHeaders(status, length);
          try (var body = exchange.getResponseBody()) {
            body.write("{}".repeat(length == 0 ? 9_000 : 1).getBytes());
          }
        });
    server.start();
  }

  private void await() {
    try {
      paused.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() {
    paused.countDown();
    server.stop(0);
    executor.shutdownNow();
  }

  private OpenLoad load(int connections) {
    var address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new OpenLoad(
        address, number -> KeptConnection.request("t" + number % 3), Clock.SYSTEM, connections);
  }

  @Test
  void sendsAsManyAsItShould() throws Exception {
    try (var load = load(2)) {
      var outcome = load.run(50, Duration.ofSeconds(1));

      assertThat(outcome.sent()).isEqualTo(50);
      assertThat(outcome.errors()).isZero();
      assertThat(tokens).containsExactlyInAnyOrder("Bearer t0", "Bearer t1", "Bearer t2");
    }
  }

  @Test
  void readsAnswersInChunks() throws Exception {
    length = 0;
    try (var load = load(2)) {
      assertThat(load.run(50, Duration.ofSeconds(1)).errors()).isZero();
    }
  }

  @Test
  void countsWhatIsRefused() throws Exception {
    status = 401;
    try (var load = load(2)) {
      var outcome = load.run(20, Duration.ofSeconds(1));

      assertThat(outcome.errors()).isEqualTo(outcome.sent()).isEqualTo(20);
    }
  }

  /** All twenty are due in the first second, and none is answered before that is over. */
  @Test
  void chargesEveryRequestThatWasDueForAStall() throws Exception {
    pausing = true;
    try (var load = load(2)) {
      var releasing = executor.submit(this::releaseAfterASecond);
      var outcome = load.run(20, Duration.ofSeconds(1));
      releasing.get();

      assertThat(outcome.sent()).isEqualTo(20);
      assertThat(outcome.latency().getMaxValue()).isGreaterThanOrEqualTo(995_000_000L);
      assertThat(outcome.latency().getCountBetweenValues(490_000_000L, Long.MAX_VALUE))
          .isGreaterThanOrEqualTo(10);
    }
  }

  private Object releaseAfterASecond() throws InterruptedException {
    Clock.SYSTEM.sleepUntil(Clock.SYSTEM.nanoTime() + Duration.ofSeconds(1).toNanos());
    paused.countDown();
    return this;
  }
}
