package dev.latchkey.runtime.history;

import dev.latchkey.runtime.metrics.Span;
import dev.latchkey.runtime.time.ManualTicker;
import java.io.File;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

/** A JVM that keeps a history in simulated time as fast as it can, until it is killed. */
public final class HistoryProcess {
  private static final int BETWEEN_TEXTS = 15;
  private static final int TEXT_BYTES = 8_192;

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
      boolean kept = second % BETWEEN_TEXTS != 0 || keeps(history, second);
      System.out.println(kept ? String.valueOf(second) : "lost the text of " + second);
    }
  }

  /** Keeps what takes more room than all that was measured meanwhile, and looks for it. */
  private static boolean keeps(History history, int second) {
    byte[] text = new byte[TEXT_BYTES];
    new Random(second).nextBytes(text);
    history.keepNow("text", text);
    history.drain();
    return history.kept("text").filter(found -> Arrays.equals(found, text)).isPresent();
  }
}
