package dev.latchkey.runtime.fleet;

import dev.latchkey.runtime.time.Ticker;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/** The other processes that were heard lately. Thread-safe. */
final class Members {
  private static final int MOST = 1_000;
  private static final long FORGOTTEN_NANOS = Duration.ofSeconds(30).toNanos();

  private final ConcurrentMap<String, Heard> heard = new ConcurrentHashMap<>();
  private final Ticker ticker;

  Members(Ticker ticker) {
    this.ticker = ticker;
  }

  private record Heard(Beat beat, long nanos) {}

  /** A process, and how long ago it was heard. */
  record Member(Beat beat, long ageMillis) {}

  void heard(Beat beat) {
    if (heard.size() < MOST || heard.containsKey(beat.id())) {
      heard.put(beat.id(), new Heard(beat, ticker.nanos()));
    }
  }

  /** Returns those that were heard within 30 s, by name. */
  List<Member> list() {
    long now = ticker.nanos();
    heard.values().removeIf(each -> now - each.nanos > FORGOTTEN_NANOS);
    return heard.values().stream()
        .map(each -> new Member(each.beat, TimeUnit.NANOSECONDS.toMillis(now - each.nanos)))
        .sorted(Comparator.comparing((Member each) -> each.beat.name()))
        .toList();
  }
}
