package dev.latchkey.runtime.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.pool.Occupancy.Reading;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a pool held in the last 15 minutes, in steps of 15 seconds. Thread-safe. */
final class PoolTrace {
  private static final int STEPS = 60;
  private static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(PoolSnapshot.Step.SECONDS);

  @GuardedBy("this")
  private final Deque<PoolSnapshot.Step> steps = new ArrayDeque<>(STEPS);

  @GuardedBy("this")
  private @Nullable Reading begun;

  @GuardedBy("this")
  private int mostWaiting;

  /** Takes in a reading, one a second. */
  synchronized void read(Reading now, int waiting) {
    mostWaiting = Math.max(mostWaiting, waiting);
    Reading before = begun;
    if (before == null) {
      begun = now;
    } else if (now.atNanos() - before.atNanos() >= STEP_NANOS) {
      if (steps.size() == STEPS) {
        steps.removeFirst();
      }
      steps.addLast(
          new PoolSnapshot.Step(now.averageBusy(before), now.averageIdle(before), mostWaiting));
      begun = now;
      mostWaiting = 0;
    }
  }

  /** Returns the steps that are over, the oldest first. */
  synchronized List<PoolSnapshot.Step> steps() {
    return List.copyOf(steps);
  }
}
