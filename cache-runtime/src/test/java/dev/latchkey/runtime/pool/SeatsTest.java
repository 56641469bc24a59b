package dev.latchkey.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who of those that wait for a connection is woken, and when one is handed over. */
class SeatsTest {
  private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(30);

  private final Seats seats = new Seats();
  private final AtomicInteger first = new AtomicInteger();
  private final AtomicInteger second = new AtomicInteger();

  private static Condition counting(AtomicInteger signals) {
    return (Condition)
        Proxy.newProxyInstance(
            SeatsTest.class.getClassLoader(),
            new Class<?>[] {Condition.class},
            (proxy, method, arguments) ->
                method.getName().equals("signal") ? signals.incrementAndGet() : null);
  }

  @Test
  @DisplayName("POOL-32 for each connection one is woken, the one first that came first")
  void wakesInTurn() {
    seats.join(counting(first), 1, 0);
    seats.join(counting(second), 1, 0);

    seats.wake(1);
    seats.wake(1);
    assertThat(first).hasValue(1);
    assertThat(second).as("the first has not run yet, and there is but one").hasValue(0);

    seats.wake(2);
    assertThat(first).hasValue(1);
    assertThat(second).hasValue(1);
  }

  @Test
  @DisplayName("POOL-32 who was woken for a connection that another took is woken for the next")
  void wakesAgain() {
    Seats.Waiter overtaken = seats.join(counting(first), 1, 0);
    seats.wake(1);
    overtaken.looked();
    seats.wake(1);
    assertThat(first).hasValue(2);
  }

  @Test
  @DisplayName("POOL-32 nobody overtakes the one who has waited for 30 ms")
  void isNotOvertakenForLong() {
    assertThat(seats.isSomeoneImpatient(PATIENCE)).isFalse();
    seats.join(counting(first), 1, 5);
    seats.join(counting(second), 1, 6);
    assertThat(seats.isSomeoneImpatient(4 + PATIENCE)).isFalse();
    assertThat(seats.isSomeoneImpatient(5 + PATIENCE)).isTrue();
  }
}
