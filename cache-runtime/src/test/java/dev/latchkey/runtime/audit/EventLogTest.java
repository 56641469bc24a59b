package dev.latchkey.runtime.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.time.ManualTicker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EventLogTest {
  private final ManualTicker ticker = new ManualTicker();
  private final EventLog log = new EventLog(100, ticker);

  private Event add(String text) {
    return log.add("test.event", Severity.INFO, "api", text);
  }

  @Test
  void numbersEventsAndKeepsTheirTime() {
    var first = add("first");
    var second = add("second");

    assertThat(first)
        .isEqualTo(new Event(1, ticker.now(), "test.event", Severity.INFO, "api", "first"));
    assertThat(log.after(0)).containsExactly(first, second);
    assertThat(log.after(1)).containsExactly(second);
    assertThat(log.after(2)).isEmpty();
  }

  @Test
  @DisplayName("B-1 keeps the latest only")
  void dropsTheOldest() {
    for (int i = 0; i < 250; i++) {
      add("event");
    }

    assertThat(log.after(0)).hasSize(100).first().extracting(Event::id).isEqualTo(151L);
  }

  @Test
  void listenersMayAddAndRead() {
    List<Event> heard = new ArrayList<>();
    log.onEvent(
        event -> {
          heard.add(event);
          if (event.text().equals("first")) {
            add("echo");
          }
          assertThat(log.after(0)).contains(event);
        });
    add("first");

    assertThat(heard).extracting(Event::text).containsExactly("first", "echo");
  }

  @Test
  void losesNothingWhenManyAddAtOnce() throws InterruptedException {
    var big = new EventLog(8_000, ticker);
    var start = new CountDownLatch(1);
    var threads =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    new Thread(
                        () -> {
                          try {
                            start.await();
                          } catch (InterruptedException e) {
                            return;
                          }
                          for (int n = 0; n < 1000; n++) {
                            big.add("test.event", Severity.INFO, "auto", "text");
                          }
                        }))
            .toList();
    threads.forEach(Thread::start);
    start.countDown();
    for (var thread : threads) {
      thread.join();
    }

    assertThat(big.after(0))
        .extracting(Event::id)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 8_000).boxed().toList());
  }

  @Test
  void needsRoomForOneEvent() {
    assertThatThrownBy(() -> new EventLog(0, ticker)).isInstanceOf(IllegalArgumentException.class);
  }
}
