package dev.latchkey.runtime.metrics;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The last ticks of all live series. Thread-safe; written by the ticking thread alone.
 *
 * <p>A reader that knows the epoch and the last number it saw asks for what came after. A first
 * tick whose number does not follow says that older ones fell out of the ring meanwhile.
 */
public final class SeriesStore {
  private static final String SITE = "series-listener";
  private static final int TICK_BYTES = 64;

  private final String epoch;
  private final AgentErrors errors;
  private final List<Consumer<Tick>> listeners = new CopyOnWriteArrayList<>();
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Tick[] ring;

  @GuardedBy("lock")
  private long lastSeq;

  @GuardedBy("lock")
  private long lastSecond = Long.MIN_VALUE;

  SeriesStore(int capacity, String epoch, AgentErrors errors) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity is " + capacity + ", allowed is 1 or more");
    }
    this.ring = new Tick[capacity];
    this.epoch = epoch;
    this.errors = errors;
  }

  /** Returns a text that is another one after every start: numbers of ticks begin anew with it. */
  public String epoch() {
    return epoch;
  }

  /** Returns what the values of a tick mean, in their order; the same for the whole epoch. */
  public List<SeriesInfo> schema() {
    return SeriesSchema.infos();
  }

  /** Returns about how much room the ticks take. */
  long bytes() {
    long ticks;
    synchronized (lock) {
      ticks = Math.min(lastSeq, ring.length);
    }
    return ticks * (TICK_BYTES + (long) Double.BYTES * SeriesSchema.infos().size());
  }

  /** Returns the number of the last tick; 0 before the first. */
  public long lastSeq() {
    synchronized (lock) {
      return lastSeq;
    }
  }

  /**
   * Returns the ticks after number {@code seq} that are still there, oldest first.
   *
   * @param max how many at most; later ones are left out
   */
  public List<Tick> after(long seq, int max) {
    synchronized (lock) {
      if (seq >= lastSeq) {
        return List.of();
      }
      long oldest = Math.max(1, lastSeq - ring.length + 1);
      return range(Math.max(oldest, seq + 1), max);
    }
  }

  /** Returns the last ticks, {@code max} at most, oldest first. */
  public List<Tick> latest(int max) {
    synchronized (lock) {
      long kept = Math.min(Math.min(max, ring.length), lastSeq);
      return range(lastSeq - kept + 1, max);
    }
  }

  /**
   * Calls {@code listener} with every tick from now on, on the ticking thread, so it must not
   * block. What it throws is counted and keeps nobody else from the tick.
   */
  public void onTick(Consumer<Tick> listener) {
    listeners.add(listener);
  }

  /**
   * Appends a tick for the second that ended at {@code wallMillis}. Seconds always rise: a chart
   * cannot go back when a clock is set back.
   */
  @CanIgnoreReturnValue
  Tick append(long wallMillis, double[] values) {
    Tick tick;
    synchronized (lock) {
      // Rounded, so that a tick a little early or late belongs to the same second.
      long second = Math.floorDiv(wallMillis + 500, 1000L) - 1;
      lastSecond = Math.max(second, lastSecond + 1);
      lastSeq++;
      tick = new Tick(lastSeq, lastSecond, values);
      ring[slot(lastSeq)] = tick;
    }
    for (Consumer<Tick> listener : listeners) {
      tell(listener, tick);
    }
    return tick;
  }

  private void tell(Consumer<Tick> listener, Tick tick) {
    try {
      listener.accept(tick);
    } catch (Throwable failure) {
      errors.count(AgentErrors.Border.BACKGROUND, SITE, failure);
    }
  }

  @GuardedBy("lock")
  private List<Tick> range(long first, int max) {
    var ticks = new ArrayList<Tick>();
    for (long seq = first; seq <= lastSeq && ticks.size() < max; seq++) {
      ticks.add(ring[slot(seq)]);
    }
    return ticks;
  }

  @GuardedBy("lock")
  private int slot(long seq) {
    return (int) (seq % ring.length);
  }
}
