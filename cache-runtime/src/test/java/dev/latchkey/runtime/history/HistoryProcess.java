package dev.latchkey.runtime.history;

import dev.latchkey.runtime.metrics.Span;
import dev.latchkey.runtime.time.ManualTicker;
import java.io.File;
import java.time.Duration;

/** A JVM that keeps a history in simulated time as fast as it can, until it is killed. */
public final class HistoryProcess {
  private HistoryProcess() {}

  public static void main(String[] arguments) {
    var ticker = new ManualTicker(0, Long.parseLong(arguments[1]) * 1000);
    var app = new MeasuredApp(ticker);
    var history =
        new History(
            new Shelves(new File(arguments[0]), 0),
            () -> Duration.ofDays(30),
            ticker,
            trouble -> System.out.println("trouble " + trouble));
    history.open();
    for (int second = 1; ; second++) {
      Span span = app.second(1, 2, 3);
      history.add(ticker.wallMillis() / 1000 - 1, span);
      history.drain();
      System.out.println(second);
    }
  }
}
