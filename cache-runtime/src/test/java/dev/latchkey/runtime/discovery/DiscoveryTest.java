package dev.latchkey.runtime.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.shop.Shop;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.metrics.AgentErrors;
import dev.latchkey.runtime.operation.AgentThread;
import dev.latchkey.runtime.time.ManualTicker;
import dev.latchkey.runtime.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DiscoveryTest {
  private final ManualTicker clock = new ManualTicker();
  private final AgentErrors errors = new AgentErrors();

  @Test
  void leavesTheClassOfSharedKeysAloneWherePublicKeysVerifyTokens() throws Exception {
    Woven woven = new Woven(shop -> shop.handle("token"));

    scan(woven);

    assertThat(woven.opened).doesNotContain(Choke.MAC).contains(Choke.VERIFY, Choke.FETCH);
    assertThat(errors.total()).isZero();
  }

  @Test
  void opensSharedKeysWhereNoTokenWasVerifiedAndWatchesWhatTheyLeadTo() throws Exception {
    Woven woven = new Woven(Shop::listArticles);

    scan(woven);

    assertThat(woven.opened).contains(Choke.MAC);
    assertThat(woven.watched).extracting(MethodId::name).contains("checkCookie");
    assertThat(errors.total()).isZero();
  }

  @Test
  void weavesAFewTimesHoweverManyWaysAreFound() throws Exception {
    Woven woven = new Woven(shop -> shop.handle("token"));
    woven.findsMoreEachTime = true;

    scan(woven);

    assertThat(woven.rounds).isBetween(2, 5);
  }

  private void scan(Woven woven) throws InterruptedException {
    try (Discovery discovery =
        new Discovery(woven, new EventLog(10, clock), errors, new PassingTime(clock))) {
      assertThat(discovery.start(Duration.ofSeconds(60), "test")).isTrue();
      assertThat(woven.closed.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Passes as the thread of the scan asks for it, so that a minute is over in a few seconds. */
  private record PassingTime(ManualTicker clock) implements Ticker {
    @Override
    public long nanos() {
      if (Thread.currentThread() instanceof AgentThread) {
        clock.advance(Duration.ofSeconds(1));
      }
      return clock.nanos();
    }

    @Override
    public long wallMillis() {
      return clock.wallMillis();
    }
  }

  /** What an application does while it is looked at. */
  private interface Load {
    void run(Shop shop);
  }

  /** Serves one request each time something is woven. Confined to the thread of the scan. */
  private final class Woven implements ChokePoints {
    private final Load load;
    private final Set<Choke> opened = EnumSet.noneOf(Choke.class);
    private final List<MethodId> watched = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean findsMoreEachTime;
    private int rounds;

    Woven(Load load) {
      this.load = load;
    }

    @Override
    public void open(Scan scan, Set<Choke> kinds) {
      opened.addAll(kinds);
      serve(scan);
    }

    /** A scan takes in nothing that its own thread does. */
    private void serve(Scan scan) {
      Shop shop = new Shop(scan, clock);
      var request =
          new Thread(
              () -> {
                load.run(shop);
                if (opened.contains(Choke.MAC)) {
                  shop.checkCookie();
                }
              });
      request.start();
      try {
        request.join();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void watch(Scan scan, Collection<MethodId> methods) {
      watched.addAll(methods);
      rounds++;
      if (findsMoreEachTime) {
        var next = new MethodId("com.acme.shop.More", "way" + rounds, "()V");
        var frame = new StackPath.Frame(next, false);
        scan.paths().add(new StackPath(Choke.STATEMENT, AddressShape.OTHER, List.of(frame), false));
      }
      serve(scan);
    }

    @Override
    public String targetOf(MethodId method) {
      return "";
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
