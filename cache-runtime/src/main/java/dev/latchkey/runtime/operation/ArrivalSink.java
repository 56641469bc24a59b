package dev.latchkey.runtime.operation;

import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Hears of work that goes on after the call which it was begun in. Thread-safe. */
@FunctionalInterface
public interface ArrivalSink {
  /**
   * Notes that such work begins, on the thread where it does.
   *
   * @return takes its nanoseconds when it ends, at most once and on whatever thread; null for
   *     nothing
   */
  @Nullable LongConsumer begun(Layer layer);
}
