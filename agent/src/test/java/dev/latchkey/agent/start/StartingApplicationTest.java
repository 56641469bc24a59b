package dev.latchkey.agent.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StartingApplicationTest {
  private static final int LOOKS = 40;

  private final AtomicLong asked = new AtomicLong();
  private final AtomicBoolean ended = new AtomicBoolean();

  @AfterEach
  void end() {
    ended.set(true);
  }

  @Test
  void waitsWhileClassesAreLoaded() throws Exception {
    awaitCalm(new StartingApplication(() -> Math.min(ask(), LOOKS) * 100));
    assertThat(asked.get()).isGreaterThan(LOOKS);
  }

  @Test
  void waitsWhileTheMainThreadComputes() throws Exception {
    BlockingQueue<StartingApplication> made = new ArrayBlockingQueue<>(1);
    LongSupplier none = () -> ask() < LOOKS ? 0 : endMain();
    Thread main =
        new Thread(
            () -> {
              made.add(new StartingApplication(none));
              while (!ended.get()) {
                Thread.onSpinWait();
              }
            });
    main.setDaemon(true);
    main.start();
    awaitCalm(made.take());
    assertThat(asked.get()).isGreaterThan(LOOKS);
  }

  @Test
  void goesOnWhenNothingHappens() throws Exception {
    awaitCalm(new StartingApplication(() -> ask() < 0 ? 1 : 0));
    assertThat(asked.get()).isLessThan(LOOKS);
  }

  private long ask() {
    return asked.incrementAndGet();
  }

  private long endMain() {
    ended.set(true);
    return 0;
  }

  /** On another thread: this one, where the application was made, waits as a service does. */
  private static void awaitCalm(StartingApplication application) throws InterruptedException {
    Thread agent =
        new Thread(
            () -> {
              try {
                application.awaitCalm();
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
            });
    agent.start();
    agent.join();
  }
}
