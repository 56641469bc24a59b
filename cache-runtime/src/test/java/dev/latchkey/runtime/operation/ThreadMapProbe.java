package dev.latchkey.runtime.operation;

import dev.latchkey.runtime.time.Ticker;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Objects;

/** Prints how many entries of a thread's map of thread-locals hold something of ours. */
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
    Object map = field(Thread.class, "threadLocals").get(Thread.currentThread());
    if (map == null) {
      return 0;
    }
    int ours = 0;
    for (Object entry : (Object[]) field(map.getClass(), "table").get(map)) {
      if (entry != null && isOurs(field(entry.getClass(), "value").get(entry))) {
        ours++;
      }
    }
    return ours;
  }

  private static boolean isOurs(Object value) {
    return value instanceof Object[] several
        ? Arrays.stream(several).anyMatch(ThreadMapProbe::isOurs)
        : value != null && value.getClass().getName().startsWith("dev.latchkey.");
  }

  private static Field field(Class<?> type, String name) throws Exception {
    Field found = type.getDeclaredField(name);
    found.setAccessible(true);
    return found;
  }
}
