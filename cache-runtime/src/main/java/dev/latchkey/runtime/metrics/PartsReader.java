package dev.latchkey.runtime.metrics;

import dev.latchkey.runtime.rollout.Phase;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what single targets and sides of rollouts did, every ten seconds: a reading of each costs
 * what a second may not. It goes to the last of the seconds that make up a step of the history, so
 * that it is in the right one. Confined to the ticking thread.
 */
final class PartsReader {
  private static final int EVERY = 10;

  private static final Phase[] PHASES = Phase.values();

  private final OperationMeter operations;
  private final Map<String, Cursor> cursors = new HashMap<>();
  private long last = Long.MIN_VALUE;

  /** Begins with nothing read. */
  PartsReader(OperationMeter operations) {
    this.operations = operations;
  }

  /** Returns what came since the last reading, nothing while none is due. */
  SpanParts next(long epochSecond, Collection<MeteredTarget> targets) {
    boolean ends = Math.floorMod(epochSecond, EVERY) == EVERY - 1;
    if (!ends && last != Long.MIN_VALUE && epochSecond - last < EVERY) {
      return SpanParts.NONE;
    }
    last = epochSecond;
    Map<String, Latencies> parts = new HashMap<>();
    Map<String, Cursor> known = new HashMap<>(cursors);
    cursors.clear();
    for (MeteredTarget target : targets) {
      read(SpanParts.target(target.info().name()), target, known, target::calls, target::latencies)
          .into(parts);
    }
    for (Phase phase : PHASES) {
      for (boolean treated : new boolean[] {true, false}) {
        StripedDurations<?> side = operations.side(phase.ordinal(), treated);
        read(
                SpanParts.cohort(phase.id(), treated),
                side,
                known,
                side::count,
                () -> Latencies.of(side.histogram(), side.sumNanos()))
            .into(parts);
      }
    }
    return SpanParts.of(parts);
  }

  /** A target of a name that another had begins at zero. */
  private Cursor read(
      String name,
      Object of,
      Map<String, Cursor> known,
      LongSupplier count,
      Supplier<Latencies> all) {
    Cursor before = known.get(name);
    Cursor cursor = before == null || before.of != of ? new Cursor(name, of) : before;
    cursor.read(count.getAsLong(), all);
    cursors.put(name, cursor);
    return cursor;
  }

  private static final class Cursor {
    private final String name;
    private final Object of;
    private Latencies seen = Latencies.NONE;
    private @Nullable Latencies fresh;

    Cursor(String name, Object of) {
      this.name = name;
      this.of = of;
    }

    void read(long count, Supplier<Latencies> all) {
      fresh = null;
      if (count != seen.count()) {
        Latencies now = all.get();
        fresh = now.since(seen);
        seen = now;
      }
    }

    void into(Map<String, Latencies> parts) {
      if (fresh != null) {
        parts.put(name, fresh);
      }
    }
  }
}
