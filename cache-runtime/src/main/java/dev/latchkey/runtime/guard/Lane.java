package dev.latchkey.runtime.guard;

import dev.latchkey.runtime.config.GuardConfig;
import dev.latchkey.runtime.rollout.Phase;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the guard knows of one phase. Confined to whoever has the guard's turn. */
final class Lane {
  private static final int MOST_DECISIONS = 20;

  final Phase phase;

  /** The plan and where it stands, null when there was none. */
  @Nullable Rollout rollout;

  /** The version of the phase that the plan has set: any other is somebody else's. */
  long version;

  /**
   * The version of the phase with which it was last rolled back, here or elsewhere; 0 for never.
   */
  long rolledBack;

  /** Null while nobody or everybody is treated. */
  @Nullable Judge judge;

  /** What it takes of late while everybody is treated, null otherwise. */
  @Nullable ControlWindow alone;

  /** What the control side was like when it was last there, null before. */
  @Nullable Baseline baseline;

  int judgedPercent;

  /** What a plan waits for although its step is safe; empty for nothing. */
  String waitsFor = "";

  /** Rises with every share that is judged, one of nobody and one of everybody too. */
  long shares;

  /** Rises with every decision. */
  long revision;

  long stepBeganNanos;
  long coolDownEndNanos;

  /** What was told of this share that nothing is done about. */
  Verdict told = Verdict.NOT_ENOUGH_DATA;

  final SlotSample slot = new SlotSample();
  private ControlWindow earlier = new ControlWindow();
  private Limits limits = new Limits(GuardConfig.DEFAULT.maxRegressionRatio());
  private final ArrayDeque<Decision> decisions = new ArrayDeque<>();

  Lane(Phase phase) {
    this.phase = phase;
  }

  boolean isActive() {
    return rollout != null && rollout.status().isActive();
  }

  /** Begins to judge at another share; what the control side was like stays known meanwhile. */
  void judge(int percent, Limits limits, Instant now) {
    if (percent == Plan.WHOLE && !earlier.isEmpty()) {
      baseline = Baseline.of(earlier, now);
    }
    if (percent == 0) {
      earlier = new ControlWindow();
    }
    shares++;
    judgedPercent = percent;
    waitsFor = "";
    alone = percent == Plan.WHOLE ? new ControlWindow() : null;
    this.limits = limits;
    told = Verdict.NOT_ENOUGH_DATA;
    judge =
        percent > 0 && percent < Plan.WHOLE
            ? new Judge(limits, percent / (double) Plan.WHOLE, earlier)
            : null;
  }

  Assessment look() {
    if (judge != null) {
      return judge.look();
    }
    Baseline known = baseline;
    ControlWindow now = alone;
    if (now == null) {
      return Assessment.NOTHING;
    }
    return known == null ? Assessment.NO_CONTROL : Assessment.against(known, now, limits);
  }

  Assessment assess() {
    return judge == null ? look() : judge.assess();
  }

  void add(Decision decision) {
    revision++;
    if (decisions.size() == MOST_DECISIONS) {
      decisions.removeFirst();
    }
    decisions.addLast(decision);
  }

  Optional<Decision> lastDecision() {
    return Optional.ofNullable(decisions.peekLast());
  }

  List<Decision> decisions() {
    return List.copyOf(decisions);
  }
}
