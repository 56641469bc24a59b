package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.pool.Occupancy.Reading;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Use of a pool's connections over the last minute, and how many it needs to be used for 70 %.
 * Confined to the background thread, but for {@link #last}.
 */
final class Utilization {
  static final double WANTED = 0.7;
  private static final int READINGS = 60;

  private final Deque<Reading> readings = new ArrayDeque<>(READINGS);
  private volatile double last = -1;

  /** Takes in a reading, one a second; returns how many connections are too many. */
  int excess(Reading reading) {
    readings.addLast(reading);
    Reading earlier = readings.getFirst();
    if (readings.size() > READINGS) {
      readings.removeFirst();
    }
    last = reading.utilization(earlier);
    int needed = Math.max(1, (int) Math.ceil(reading.averageBusy(earlier) / WANTED));
    return last < 0 || last >= WANTED ? 0 : Math.max(0, reading.busy() + reading.idle() - needed);
  }

  /** Returns busy over busy and idle; negative when nothing is known. */
  double last() {
    return last;
  }
}
