package dev.latchkey.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class SeriesStoreTest {
  private static final long START = 1_795_478_400_000L;

  private final AgentErrors errors = new AgentErrors();
  private final SeriesStore store = new SeriesStore(5, "epoch", errors);

  private void append(int ticks) {
    for (int i = 0; i < ticks; i++) {
      store.append(START + 1_000L * store.lastSeq(), new double[] {store.lastSeq() + 1});
    }
  }

  @Test
  void isEmptyAtFirst() {
    assertThat(store.lastSeq()).isZero();
    assertThat(store.after(0, 10)).isEmpty();
    assertThat(store.latest(10)).isEmpty();
  }

  @Test
  void tellsWhatCameAfter() {
    append(4);

    assertThat(store.after(2, 10)).extracting(Tick::seq).containsExactly(3L, 4L);
    assertThat(store.after(0, 2)).extracting(Tick::seq).containsExactly(1L, 2L);
    assertThat(store.after(4, 10)).isEmpty();
    assertThat(store.after(99, 10)).isEmpty();
    assertThat(store.after(-7, 10)).hasSize(4);
    assertThat(store.after(0, 0)).isEmpty();
  }

  @Test
  void forgetsTheOldestWhenTheRingIsFull() {
    append(13);

    assertThat(store.lastSeq()).isEqualTo(13);
    assertThat(store.after(0, 100)).extracting(Tick::seq).containsExactly(9L, 10L, 11L, 12L, 13L);
    assertThat(store.after(0, 100))
        .extracting(tick -> tick.values()[0])
        .containsExactly(9.0, 10.0, 11.0, 12.0, 13.0);
    assertThat(store.latest(2)).extracting(Tick::seq).containsExactly(12L, 13L);
    assertThat(store.latest(100)).hasSize(5);
    assertThat(store.latest(-1)).isEmpty();
    assertThat(store.after(Long.MIN_VALUE, 100)).hasSize(5);
    assertThat(store.after(Long.MAX_VALUE, 100)).isEmpty();
  }

  @Test
  void namesTheSecondThatEnded() {
    store.append(START + 4, new double[0]);
    store.append(START + 998, new double[0]);
    store.append(START + 2_001, new double[0]);

    long first = START / 1_000 - 1;
    assertThat(store.latest(3))
        .extracting(Tick::epochSecond)
        .containsExactly(first, first + 1, first + 2);
  }

  @Test
  void goesForwardWhenTheClockIsSetBack() {
    store.append(START, new double[0]);
    store.append(START - 3_600_000, new double[0]);
    store.append(START + 60_000, new double[0]);

    long first = START / 1_000 - 1;
    assertThat(store.latest(3))
        .extracting(Tick::epochSecond)
        .containsExactly(first, first + 1, first + 60);
  }

  @Test
  void tellsEveryListenerAlthoughOneFails() {
    var heard = new ArrayList<Long>();
    store.onTick(
        tick -> {
          throw new AssertionError("listener");
        });
    store.onTick(tick -> heard.add(tick.seq()));

    append(2);

    assertThat(heard).containsExactly(1L, 2L);
    assertThat(store.lastSeq()).isEqualTo(2);
    assertThat(errors.total(AgentErrors.Border.BACKGROUND)).isEqualTo(2);
  }

  @Test
  void showsATickToItsListeners() {
    var seen = new ArrayList<Long>();
    store.onTick(tick -> seen.add(store.lastSeq()));

    append(1);

    assertThat(seen).containsExactly(1L);
  }

  @Test
  void hasTheSchemaThatClientsKnow() {
    assertThat(store.schema())
        .extracting(info -> info.id() + " " + info.unit())
        .containsExactly(
            "auth.rate per-second",
            "auth.errors per-second",
            "auth.success ratio",
            "auth.mean ms",
            "auth.p50 ms",
            "auth.p95 ms",
            "auth.p99 ms",
            "auth.p999 ms",
            "auth.max ms",
            "layer.auth.mean ms",
            "layer.jwks.mean ms",
            "layer.jwt.mean ms",
            "layer.session.mean ms",
            "layer.db.mean ms",
            "layer.crypto.mean ms",
            "layer.other.mean ms",
            "cache.jwks.hit ratio",
            "cache.jwt.hit ratio",
            "cache.session.hit ratio",
            "db.connections per-second",
            "host.cpu ratio",
            "jvm.cpu ratio",
            "jvm.gc ratio",
            "jvm.heap bytes",
            "jvm.threads count",
            "pool.active count",
            "pool.idle count",
            "pool.waiting count");
  }

  @Test
  void refusesARingWithoutRoom() {
    assertThatIllegalArgumentException().isThrownBy(() -> new SeriesStore(0, "epoch", errors));
  }
}
