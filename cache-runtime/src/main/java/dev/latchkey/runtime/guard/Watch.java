package dev.latchkey.runtime.guard;

import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.time.Ticker;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/**
 * Hands what was counted to the judges, slot by slot. Confined to whoever has the guard's turn.
 *
 * <p>A slot of which nobody knows how long it was is dropped: when the wall clock was set, and
 * after the process or its background thread stood still for longer than three slots. Time within a
 * step is never read from the wall clock.
 */
final class Watch {
  private static final long LONGEST_GAP_NANOS = TimeUnit.SECONDS.toNanos(45);
  private static final long CLOCK_JUMP_MILLIS = 2_000;

  private final OperationCounts counts;
  private final PhaseSwitches phases;
  private final Ticker ticker;
  private long slot;
  private long lastNanos;
  private long lastWallMillis;

  Watch(OperationCounts counts, PhaseSwitches phases, Ticker ticker) {
    this.counts = counts;
    this.phases = phases;
    this.ticker = ticker;
    slot = phases.slot();
    lastNanos = ticker.nanos();
    lastWallMillis = ticker.wallMillis();
  }

  /** Looks at what was counted since the last look; to be called once a second. */
  void look(Collection<Lane> lanes) {
    boolean broken = isBroken();
    for (Lane lane : lanes) {
      if (lane.judge != null) {
        lane.judge.add(counts.takeEvents(lane.phase));
      }
    }
    long now = phases.slot();
    if (now != slot || broken) {
      slot = now;
      lanes.forEach(lane -> close(lane, broken));
      counts.beginSlot();
    }
  }

  private boolean isBroken() {
    long nanos = ticker.nanos();
    long wallMillis = ticker.wallMillis();
    long gap = nanos - lastNanos;
    long jump = wallMillis - lastWallMillis - TimeUnit.NANOSECONDS.toMillis(gap);
    lastNanos = nanos;
    lastWallMillis = wallMillis;
    return gap > LONGEST_GAP_NANOS || Math.abs(jump) > CLOCK_JUMP_MILLIS;
  }

  private void close(Lane lane, boolean broken) {
    Judge judge = lane.judge;
    ControlWindow alone = lane.alone;
    if (judge == null && alone == null) {
      return;
    }
    lane.slot.clear();
    counts.takeSlot(lane.phase, lane.slot);
    if (judge == null) {
      if (alone != null && !broken && lane.slot.treatedSamples() > 0) {
        alone.add(lane.slot.treated());
      }
      return;
    }
    if (broken) {
      judge.dropOpen();
    } else {
      judge.add(lane.slot);
    }
    aim(lane, judge);
  }

  private void aim(Lane lane, Judge judge) {
    counts.slowAbove(lane.phase, judge.treatedSlowNanos(), judge.controlSlowNanos());
  }

  /** Begins to count for the judges that there are now, with nothing of what was before. */
  void restart(Collection<Lane> lanes, Lane changed) {
    int bits = 0;
    for (Lane lane : lanes) {
      boolean counted = lane.judge != null || lane.alone != null;
      bits |= counted ? 1 << lane.phase.ordinal() : 0;
    }
    counts.takeEvents(changed.phase);
    changed.slot.clear();
    counts.takeSlot(changed.phase, changed.slot);
    if (changed.judge != null) {
      aim(changed, changed.judge);
    }
    counts.judged(bits);
  }

  boolean isJudging(Collection<Lane> lanes) {
    return lanes.stream().anyMatch(lane -> lane.judge != null);
  }
}
