package dev.latchkey.runtime.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.acme.shop.Shop;
import dev.latchkey.runtime.time.ManualTicker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScanTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private static final long WAITED = Duration.ofMillis(50).toNanos();

  private final ManualTicker ticker = new ManualTicker();
  private final Scan scan = new Scan(ticker, 1);
  private final Shop shop = new Shop(scan, ticker);

  @Test
  @Timeout(120)
  void addsTheTimeBehindAnotherThreadsConnectToTheConnection() throws InterruptedException {
    CountDownLatch leave = new CountDownLatch(1);
    Thread holder = new Thread(() -> shop.slowConnect(() -> awaitQuietly(leave)));
    Thread waiter = new Thread(() -> shop.callSlowConnect(() -> awaitQuietly(leave)));
    holder.start();
    await().atMost(LIMIT).until(() -> holder.getState() == Thread.State.WAITING);
    waiter.start();
    await().atMost(LIMIT).until(() -> waiter.getState() == Thread.State.WAITING);

    scan.lookForWaits(WAITED);

    leave.countDown();
    holder.join();
    waiter.join();
    assertThat(figures("slowConnect").waited()).isEqualTo(WAITED);
    assertThat(figures("slowConnect").total()).isEqualTo(WAITED);
    assertThat(figures("callSlowConnect").nanos(Choke.CONNECT)).isEqualTo(WAITED);
    assertThat(figures("callSlowConnect").inside()).containsEntry(figures("slowConnect"), WAITED);
  }

  private MethodFigures figures(String name) {
    return scan.all().stream()
        .filter(each -> each.method().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void takesAChokePointInsideAnotherAsAPartOfIt() {
    Object connecting = scan.passing(Choke.CONNECT);
    assertThat(scan.passing(Choke.MAC)).isNull();
    scan.passed(connecting, AddressShape.OTHER);
    assertThat(scan.passing(Choke.MAC)).isNotNull();
  }

  @Test
  void walksStacksOnceASecondWhileTheyShowNothingNewAndOftenAgainOnceTheyDo() {
    Scan usual = new Scan(ticker);
    Shop served = new Shop(usual, ticker);
    for (int i = 0; i < 600; i++) {
      ticker.advance(Duration.ofMillis(99));
      served.checkCookie();
    }
    long known = usual.paths().walked();
    assertThat(known).isBetween(55L, 70L);

    ticker.advance(Duration.ofSeconds(1));
    served.signLink();
    ticker.advance(Duration.ofMillis(50));
    served.signLink();
    assertThat(usual.paths().walked()).isEqualTo(known + 2);
  }

  @Test
  void takesNothingInOnceItIsOver() {
    scan.end();
    shop.handle("token");
    assertThat(scan.seen()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "https://idp/realms/a/protocol/openid-connect/certs, KEY_SET",
    "GET https://user:pass@idp/.well-known/jwks.json?secret=1 HTTP/1.1, KEY_SET",
    "http://idp/jwks GET, KEY_SET",
    "'Request{method=GET, url=https://idp/oauth2/v1/keys}', KEY_SET",
    "https://idp/.well-known/openid-configuration, DISCOVERY",
    "https://idp/oauth2/introspect, INTROSPECTION",
    "https://shop/articles?from=/jwks, OTHER"
  })
  void knowsWhatIsAskedForByTheAddress(String text, AddressShape shape) {
    assertThat(AddressShape.of(text)).isEqualTo(shape);
  }
}
