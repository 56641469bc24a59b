package dev.latchkey.runtime.gate;

import dev.latchkey.runtime.metrics.Summary;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.pool.PoolSnapshot;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Computes the gates of the phases from what is measured anyway. Thread-safe; asks for the figures
 * each time.
 */
public final class Gates {
  private static final String OFF = "The phase is off.";

  private final PhaseSwitches phases;
  private final Supplier<Summary> summary;
  private final Supplier<List<PoolSnapshot>> pools;

  /**
   * Judges by these figures.
   *
   * @param summary of the last minute
   */
  public Gates(
      PhaseSwitches phases, Supplier<Summary> summary, Supplier<List<PoolSnapshot>> pools) {
    this.phases = phases;
    this.summary = summary;
    this.pools = pools;
  }

  /** Returns the gates that there are, in the order of the phases. */
  public List<Gate> all() {
    return Stream.of(Phase.values()).map(this::of).flatMap(Optional::stream).toList();
  }

  /** Returns the gate of a phase, or nothing when none is computed for it. */
  public Optional<Gate> of(Phase phase) {
    return switch (phase) {
      case JWKS -> Optional.of(judged(phase, CacheGate.JWKS.criteria(summary.get(), Layer.JWKS)));
      case JWT -> Optional.of(judged(phase, CacheGate.JWT.criteria(summary.get(), Layer.JWT)));
      case POOL -> Optional.of(judged(phase, PoolGate.criteria(pools.get())));
      case SESSION ->
          Optional.of(judged(phase, List.of(CacheGate.SESSION.hits(summary.get(), Layer.SESSION))));
      case INTEGRATED -> Optional.empty();
    };
  }

  private Gate judged(Phase phase, List<Criterion> criteria) {
    return phases.isEnabled(phase)
        ? new Gate(phase, criteria)
        : new Gate(phase, criteria.stream().map(each -> each.unjudged(OFF)).toList());
  }
}
