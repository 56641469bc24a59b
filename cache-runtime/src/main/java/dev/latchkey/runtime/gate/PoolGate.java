package dev.latchkey.runtime.gate;

import dev.latchkey.runtime.gate.Criterion.Side;
import dev.latchkey.runtime.pool.PoolSnapshot;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The criteria of phase {@code pool}, over all pools since the phase was switched on, or since
 * their beginning. A call outside of the rollout's share, and one that only taught the pool, counts
 * on no side. Stateless.
 */
final class PoolGate {
  private static final double MOST_OVERHEAD_MILLIS = 10;
  private static final double LEAST_UTILIZATION = 0.7;
  private static final double LEAST_AVOIDED = 0.9;
  private static final long LEAST = 1_000;
  private static final double NANOS_PER_MILLI = 1e6;

  private PoolGate() {}

  static List<Criterion> criteria(List<PoolSnapshot> pools) {
    return List.of(overhead(pools), utilization(pools), avoided(pools));
  }

  /** Reuse is timed; what it cost to open one instead is known by its median. */
  private static Criterion overhead(List<PoolSnapshot> pools) {
    double nanos =
        sum(pools, pool -> pool.reuseNanos() + (double) pool.overflow() * pool.connectP50());
    return enough(
        Criterion.judged(
            "connection-overhead",
            nanos / NANOS_PER_MILLI / checkouts(pools),
            Side.BELOW,
            MOST_OVERHEAD_MILLIS,
            "ms",
            "Mean time of getting and giving back a connection, " + told(pools) + "."),
        pools);
  }

  private static Criterion avoided(List<PoolSnapshot> pools) {
    return enough(
        Criterion.judged(
            "connections-avoided",
            sum(pools, PoolSnapshot::reused) / checkouts(pools),
            Side.ABOVE,
            LEAST_AVOIDED,
            "ratio",
            "Share of connections that did not have to be opened, " + told(pools) + "."),
        pools);
  }

  /**
   * Below one connection in use on average the last one that is kept is mostly idle, however well
   * it is used when it is needed: that says nothing of a load.
   */
  private static Criterion utilization(List<PoolSnapshot> pools) {
    List<PoolSnapshot> used = pools.stream().filter(pool -> pool.utilization() >= 0).toList();
    double held = sum(used, PoolGate::held);
    double busy = sum(used, pool -> pool.utilization() * held(pool));
    Criterion criterion =
        Criterion.judged(
            "utilization",
            busy / held,
            Side.ABOVE,
            LEAST_UTILIZATION,
            "ratio",
            "Busy over busy and idle connections in the last minute.");
    return busy >= 1
        ? criterion
        : criterion.unjudged(
            "Fewer than one connection is in use on average: no load to judge by.");
  }

  private static double held(PoolSnapshot pool) {
    return (double) pool.active() + pool.idle();
  }

  private static Criterion enough(Criterion criterion, List<PoolSnapshot> pools) {
    return checkouts(pools) >= LEAST
        ? criterion
        : criterion.unjudged(criterion.detail() + " At least " + LEAST + " are needed.");
  }

  private static double checkouts(List<PoolSnapshot> pools) {
    return sum(pools, pool -> (double) pool.reused() + pool.overflow());
  }

  private static String told(List<PoolSnapshot> pools) {
    return String.format(Locale.ROOT, "of %,.0f", checkouts(pools));
  }

  private static double sum(List<PoolSnapshot> pools, ToDoubleFunction<PoolSnapshot> figure) {
    return pools.stream().mapToDouble(figure).sum();
  }
}
