package dev.latchkey.runtime.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.config.AddressRange;
import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.operation.OperationTracker;
import dev.latchkey.runtime.time.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ServerTimingTest {
  private static final long MILLI = 1_000_000;

  private final List<Throwable> faults = new ArrayList<>();
  private List<AddressRange> clients = clients("127.0.0.0/8");
  private final ServerTiming timing = new ServerTiming(() -> clients, faults::add);
  private final Response response = new Response();
  private final ManualTicker ticker = new ManualTicker();
  private final OperationTracker tracker = new OperationTracker(timing, ticker);

  private static List<AddressRange> clients(String range) {
    return ConfigReader.read(
            "export: { server-timing: { clients: [" + range + "] } }", "x", Map.of())
        .config()
        .orElseThrow()
        .export()
        .timingClients();
  }

  private void authenticate() {
    Operation operation = enter(Layer.AUTH, 1);
    ticker.advance(Duration.ofMillis(1));
    Operation inside = enter(Layer.JWT, 2);
    ticker.advance(Duration.ofMillis(2));
    tracker.exit(inside, 2, false);
    tracker.exit(operation, 1, false);
  }

  private Operation enter(Layer layer, int group) {
    return Objects.requireNonNull(tracker.enter(layer, group));
  }

  private LongConsumer arriving(Layer layer) {
    return Objects.requireNonNull(tracker.arriving(layer));
  }

  private void serving(Runnable work) {
    Runnable end = timing.serve(response);
    work.run();
    end.run();
  }

  @Test
  void tellsTheWholeAndEachLayer() {
    serving(this::authenticate);
    assertThat(response.values)
        .containsExactly(
            "auth;dur=3.000, jwks;dur=0.000, jwt;dur=2.000, session;dur=0.000, db;dur=0.000,"
                + " crypto;dur=0.000");
  }

  @Test
  void addsUpWhatOneRequestAuthenticatesAndSetsOneHeader() {
    response.values.add("cache;desc=hit");
    serving(
        () -> {
          authenticate();
          authenticate();
        });
    assertThat(response.values).hasSize(2).first().isEqualTo("cache;desc=hit");
    assertThat(response.values.get(1)).startsWith("auth;dur=6.000, ").contains("jwt;dur=4.000");
  }

  @Test
  void leavesWhatAnEarlierDispatchOfTheRequestSaid() {
    response.values.add("auth;dur=9.000, jwt;dur=1.000");
    serving(this::authenticate);
    assertThat(response.values).containsExactly("auth;dur=9.000, jwt;dur=1.000");
  }

  @Test
  void changesNothingOnceTheHeadersAreSent() {
    response.open = false;
    serving(this::authenticate);
    assertThat(response.values).isEmpty();
    assertThat(response.changes).isZero();
  }

  @Test
  void tellsNobodyElse() {
    for (String other : new String[] {"10.0.0.1", "", "::1"}) {
      response.client = other;
      serving(this::authenticate);
    }
    response.client = null;
    serving(this::authenticate);
    assertThat(response.values).isEmpty();
    assertThat(faults).isEmpty();
  }

  @Test
  void tellsNothingOfWhatIsNotARequest() {
    authenticate();
    serving(() -> {});
    authenticate();
    assertThat(response.values).isEmpty();
    assertThat(timing.isServing()).isFalse();
  }

  @Test
  void isOffWhileNobodyIsAllowed() {
    clients = List.of();
    assertThat(timing.isOn()).isFalse();
    serving(this::authenticate);
    assertThat(response.values).isEmpty();
    clients = clients("127.0.0.1");
    serving(this::authenticate);
    assertThat(response.values).hasSize(1);
  }

  @Test
  void leavesTheApplicationAloneWhenTheServerThrows() {
    response.broken = true;
    for (int i = 0; i < 20; i++) {
      serving(this::authenticate);
    }
    assertThat(faults).hasSize(16);
    assertThat(timing.isOn()).isFalse();
  }

  @Nested
  class OfWorkThatGoesOnAfterItsCall {
    @BeforeEach
    void follow() {
      tracker.onArrivals(timing);
    }

    @Test
    void isToldInTheResponseThatItWasBegunFor() throws Exception {
      LongConsumer[] arriving = new LongConsumer[2];
      serving(
          () -> {
            arriving[0] = arriving(Layer.AUTH);
            arriving[1] = arriving(Layer.JWT);
          });
      Thread elsewhere =
          new Thread(
              () -> {
                arriving[1].accept(5 * MILLI);
                arriving[0].accept(7 * MILLI);
              });
      elsewhere.start();
      elsewhere.join();
      assertThat(response.values).singleElement().asString().startsWith("auth;dur=7.000, ");
      assertThat(response.values.get(0)).contains("jwt;dur=5.000");
    }

    @Test
    void holdsWhatRanInsideIt() {
      serving(
          () -> {
            LongConsumer arriving = arriving(Layer.JWT);
            authenticate();
            assertThat(response.values.get(0)).startsWith("auth;dur=0.000");
            arriving.accept(10 * MILLI);
          });
      assertThat(response.values).singleElement().asString().startsWith("auth;dur=10.000, ");
      assertThat(response.values.get(0)).contains("jwt;dur=9.000");
    }

    @Test
    void isNothingOutsideOfARequest() {
      assertThat(tracker.arriving(Layer.JWT)).isNull();
    }
  }

  private static final class Response implements OpenResponse {
    private List<String> values = new ArrayList<>();
    private @Nullable String client = "127.0.0.1";
    private boolean open = true;
    private boolean broken;
    private int changes;

    @Override
    public boolean isOpen() {
      if (broken) {
        throw new IllegalStateException("recycled");
      }
      return open;
    }

    @Override
    public @Nullable String client() {
      return client;
    }

    @Override
    public Collection<String> values(String header) {
      assertThat(header).isEqualTo("Server-Timing");
      return values;
    }

    @Override
    public void replace(String header, List<String> replacement) {
      changes++;
      values = new ArrayList<>(replacement);
    }
  }
}
