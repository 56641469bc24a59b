package dev.latchkey.runtime.operation;

import dev.latchkey.runtime.time.Ticker;
import java.lang.reflect.Field;
import java.util.Objects;

/** Prints how many entries a thread's map of thread-locals gained by using a tracker. */
final class ThreadMapProbe {
  private ThreadMapProbe() {}

  public static void main(String[] args) throws Exception {
    var tracker = new OperationTracker((operation, nanos, failed) -> {}, Ticker.system());
    int before = entries();
    tracker.current();
    int afterAsking = entries();
    Operation operation = Objects.requireNonNull(tracker.enter(Layer.AUTH, 1));
    int inside = entries();
    tracker.exit(operation, 1, false);
    System.out.println(
        (afterAsking - before) + " " + (inside - before) + " " + (entries() - before));
  }

  private static int entries() throws Exception {
    Field locals = Thread.class.getDeclaredField("threadLocals");
    locals.setAccessible(true);
    Object map = locals.get(Thread.currentThread());
    if (map == null) {
      return 0;
    }
    Field size = map.getClass().getDeclaredField("size");
    size.setAccessible(true);
    return size.getInt(map);
  }
}
