package dev.latchkey.runtime.metrics;

import dev.latchkey.runtime.operation.CacheOutcome;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The figures of one target since it was registered. Thread-safe. */
final class MeteredTarget implements TargetMeter {
  private static final WeavingStatus WAITING =
      new WeavingStatus(WeavingStatus.State.WAITING, "", List.of());

  private static final String CALL = "call";
  private static final HistogramExport NO_CALLS = HistogramExport.none(CALL);

  private final TargetInfo info;
  private final OutcomeCounters layerOutcomes;

  private final LatencyRecorder latencies = new LatencyRecorder();
  private final LongAdder errors = new LongAdder();

  // Apart from the others so that their number says how many there were: counting them as well
  // would cost as much as asking whether a phase is on.
  private final LatencyRecorder uncached = new LatencyRecorder();
  private final OutcomeCounters outcomes = new OutcomeCounters(uncached::count);
  private volatile WeavingStatus weaving = WAITING;
  private volatile @Nullable Note note;
  private volatile String rests = "";
  private long settled;

  private record Note(WeavingStatus.State state, String reason) {}

  /**
   * Creates a target without a call.
   *
   * @param layerOutcomes what all targets of the layer count in, so that its totals never fall when
   *     a target goes
   */
  MeteredTarget(TargetInfo info, OutcomeCounters layerOutcomes) {
    this.info = info;
    this.layerOutcomes = layerOutcomes;
  }

  @Override
  public TargetInfo info() {
    return info;
  }

  @Override
  public void call(long elapsedNanos, boolean failed) {
    record(latencies, elapsedNanos, failed);
  }

  @Override
  public void answeredCall(long elapsedNanos) {
    latencies.recordAnswered(elapsedNanos);
  }

  @Override
  public void loadedCall(long elapsedNanos, boolean failed) {
    latencies.recordLoaded(elapsedNanos);
    if (failed) {
      errors.increment();
    }
  }

  @Override
  public void uncachedCall(long elapsedNanos, boolean failed) {
    record(uncached, elapsedNanos, failed);
  }

  private void record(LatencyRecorder recorder, long elapsedNanos, boolean failed) {
    recorder.record(elapsedNanos);
    if (failed) {
      errors.increment();
    }
  }

  @Override
  public void outcome(CacheOutcome outcome) {
    outcomes.count(outcome);
    layerOutcomes.count(outcome);
  }

  void weaving(WeavingStatus status) {
    weaving = status;
  }

  void note(WeavingStatus.State state, String reason) {
    note = new Note(state, reason);
  }

  void rests(String reason) {
    rests = reason;
  }

  /**
   * What was noted holds for what is woven; why something is not woven says more. Why the cache is
   * left out for now says more than a note about calls that ask it.
   */
  private WeavingStatus status() {
    WeavingStatus status = weaving;
    if (status.state() != WeavingStatus.State.WOVEN) {
      return status;
    }
    Note noted = note;
    String resting = rests;
    if (!resting.isEmpty() && (noted == null || noted.state == WeavingStatus.State.WOVEN)) {
      return new WeavingStatus(WeavingStatus.State.WOVEN, resting, status.woven());
    }
    return noted == null ? status : new WeavingStatus(noted.state, noted.reason, status.woven());
  }

  /** Returns what says whether its cache pays. */
  CacheUse use() {
    long answered = latencies.answered();
    long answeredNanos = latencies.answeredNanos();
    return new CacheUse(
        outcomes.counts(),
        answered,
        answeredNanos,
        Math.max(0, calls() - answered),
        Math.max(0, sumNanos() - answeredNanos));
  }

  /** Returns how many calls were recorded so far. */
  long calls() {
    return latencies.count() + uncached.count();
  }

  /** Returns how long all calls took so far. */
  Latencies latencies() {
    if (calls() == 0) {
      // As most targets of presets for ever; to make the histograms takes 50 KB.
      return Latencies.NONE;
    }
    return Latencies.of(histogram(), sumNanos());
  }

  TargetSnapshot snapshot() {
    Latencies total = latencies();
    return new TargetSnapshot(
        info, status(), total.count(), errors.sum(), outcomes.counts(), total.summary());
  }

  TargetWeaving withoutFigures() {
    return new TargetWeaving(info, status());
  }

  TargetCounters counters() {
    HistogramExport all = export();
    return new TargetCounters(
        info.name(), info.layer(), all.count(), errors.sum(), outcomes.counts(), all);
  }

  private HistogramExport export() {
    if (calls() == 0) {
      return NO_CALLS;
    }
    return HistogramExport.of(CALL, histogram(), sumNanos());
  }

  private Histogram histogram() {
    Histogram all = latencies.histogram();
    all.add(uncached.histogram());
    return all;
  }

  private long sumNanos() {
    return latencies.sumNanos() + uncached.sumNanos();
  }

  /** Returns about how much room the recorders take. */
  long bytes() {
    return latencies.bytes() + uncached.bytes();
  }

  /** Returns how long calls took whose answers were offered to a cache. */
  LoadTimes.Sum loads() {
    return latencies.loads();
  }

  /** Returns the calls that no cache looked at since they were last settled. */
  long unsettledUncached() {
    return uncached.count() - settled;
  }

  /** Returns the same and settles it; confined to the owner's lock. */
  long settleUncached() {
    long fresh = unsettledUncached();
    settled += fresh;
    return fresh;
  }
}
