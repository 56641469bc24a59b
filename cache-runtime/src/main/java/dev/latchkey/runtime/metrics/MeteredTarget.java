package dev.latchkey.runtime.metrics;

import dev.latchkey.runtime.operation.CacheOutcome;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** The figures of one target since it was registered. Thread-safe. */
final class MeteredTarget implements TargetMeter {
  private static final WeavingStatus WAITING =
      new WeavingStatus(WeavingStatus.State.WAITING, "", List.of());

  private final TargetInfo info;
  private final boolean opensConnections;
  private final OutcomeCounters layerOutcomes;
  private final LongAdder connections;

  private final LatencyRecorder latencies = new LatencyRecorder();
  private final LongAdder errors = new LongAdder();
  private final OutcomeCounters outcomes = new OutcomeCounters();
  private volatile WeavingStatus weaving = WAITING;

  /**
   * Creates a target without a call.
   *
   * @param layerOutcomes what all targets of the layer count in, so that its totals never fall when
   *     a target goes
   * @param connections counts the calls of targets that open connections
   */
  MeteredTarget(
      TargetInfo info,
      boolean opensConnections,
      OutcomeCounters layerOutcomes,
      LongAdder connections) {
    this.info = info;
    this.opensConnections = opensConnections;
    this.layerOutcomes = layerOutcomes;
    this.connections = connections;
  }

  @Override
  public TargetInfo info() {
    return info;
  }

  @Override
  public void call(long elapsedNanos, boolean failed) {
    latencies.record(elapsedNanos);
    if (failed) {
      errors.increment();
    } else if (opensConnections) {
      connections.increment();
    }
  }

  @Override
  public void outcome(CacheOutcome outcome) {
    outcomes.count(outcome);
    layerOutcomes.count(outcome);
  }

  boolean isSameAs(TargetInfo otherInfo, boolean otherOpensConnections) {
    return info.equals(otherInfo) && opensConnections == otherOpensConnections;
  }

  void weaving(WeavingStatus status) {
    weaving = status;
  }

  /** What is woven stays so, and is not called any more. */
  void switchedOff(String reason) {
    weaving = new WeavingStatus(WeavingStatus.State.SWITCHED_OFF, reason, weaving.woven());
  }

  TargetSnapshot snapshot() {
    Latencies total = Latencies.of(latencies.histogram(), latencies.sumNanos());
    return new TargetSnapshot(
        info, weaving, total.count(), errors.sum(), outcomes.counts(), total.summary());
  }

  TargetCounters counters() {
    return new TargetCounters(info.name(), info.layer(), latencies.count(), errors.sum());
  }
}
