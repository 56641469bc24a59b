package dev.latchkey.runtime.guard;

import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/** Many runs of one scenario, looked at after every slot. Stateless. */
final class Simulation {
  static final long HOUR = 240;
  static final long DAY = 24 * HOUR;
  static final long NEVER = Long.MAX_VALUE;

  private Simulation() {}

  /** Returns the slot of the first verdict of harm, or {@link #NEVER}. */
  static long harm(Scenario scenario, long seed, long slots) {
    return first(scenario, Verdict.HARMFUL, seed, slots);
  }

  /** Returns the slot in which the first of several instances finds harm, or {@link #NEVER}. */
  static long harmOfAny(Scenario scenario, Limits limits, int instances, long seed, long slots) {
    long first = NEVER;
    for (int i = 0; i < instances && first == NEVER; i++) {
      first = first(scenario, limits, Verdict.HARMFUL, seed * 1_000 + i, slots);
    }
    return first;
  }

  /** Returns the slot of the first verdict of this kind, or {@link #NEVER}. */
  static long first(Scenario scenario, Verdict wanted, long seed, long slots) {
    return first(scenario, new Limits(0.10), wanted, seed, slots);
  }

  private static long first(
      Scenario scenario, Limits limits, Verdict wanted, long seed, long slots) {
    Traffic traffic = new Traffic(scenario, seed);
    Judge judge = new Judge(limits, scenario.percent() / 100.0, new ControlWindow());
    for (long slot = 1; slot <= slots; slot++) {
      traffic.slot(judge);
      if (judge.look().verdict() == wanted) {
        return slot;
      }
    }
    return NEVER;
  }

  /** Returns in how many runs a run ended before {@link #NEVER}. */
  static long count(long runs, LongUnaryOperator run) {
    return LongStream.rangeClosed(1, runs).parallel().map(run).filter(slot -> slot < NEVER).count();
  }

  /** Returns the median number of minutes that runs took; infinite when half of them never end. */
  static double medianMinutes(long runs, LongUnaryOperator run) {
    long[] slots = LongStream.rangeClosed(1, runs).parallel().map(run).sorted().toArray();
    long middle = slots[slots.length / 2];
    return middle == NEVER ? Double.POSITIVE_INFINITY : middle / 4.0;
  }
}
