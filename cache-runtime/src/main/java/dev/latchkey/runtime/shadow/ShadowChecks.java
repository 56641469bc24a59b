package dev.latchkey.runtime.shadow;

import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.shadow.ShadowFigures.Cause;
import dev.latchkey.runtime.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says which hits are verified by the application's own answer, and counts what comes of it and of
 * the comparisons of phases in shadow. Thread-safe, free of locks; deciding about a hit costs a
 * random number and allocates nothing.
 *
 * <p>One answer that was kept as good and that the application refuses ends its phase: whoever
 * listens is told on the thread that found it, before that thread goes on.
 */
public final class ShadowChecks implements BooleanSupplier {
  private static final int PARTS = 1 << 20;
  private static final int CAUSES = Mismatch.values().length;

  private final Ticker ticker;
  private final LongAdder[] equal = new LongAdder[Phase.values().length];
  private final AtomicReferenceArray<@Nullable Cause> mismatches =
      new AtomicReferenceArray<>(Phase.values().length * CAUSES);
  private volatile int verified;
  private volatile BiConsumer<Phase, String> wrongAccept = (phase, target) -> {};

  /**
   * Begins with nothing counted.
   *
   * @param verifiedRatio share of hits that the application answers as well, 0 to 1
   */
  public ShadowChecks(double verifiedRatio, Ticker ticker) {
    this.ticker = ticker;
    for (int i = 0; i < equal.length; i++) {
      equal[i] = new LongAdder();
    }
    verify(verifiedRatio);
  }

  /** Verifies this share of hits from now on, 0 to 1. */
  public void verify(double ratio) {
    verified = (int) Math.round(ratio * PARTS);
  }

  /** Returns whether this hit is one of those that the application answers as well. */
  @Override
  public boolean getAsBoolean() {
    int share = verified;
    return share > 0 && ThreadLocalRandom.current().nextInt(PARTS) < share;
  }

  /** Tells {@code listener}, in place of the one before, of each wrong accept: phase and target. */
  public void onWrongAccept(BiConsumer<Phase, String> listener) {
    wrongAccept = listener;
  }

  /** Takes in that the application answered what was kept. */
  public void equal(Phase phase) {
    equal[phase.ordinal()].increment();
  }

  /**
   * Takes in that the application answered something else than what was kept; to be called with no
   * lock held.
   */
  public void differed(Phase phase, Mismatch cause, String target) {
    mismatches.updateAndGet(
        phase.ordinal() * CAUSES + cause.ordinal(),
        before -> new Cause(cause, before == null ? 1 : before.count() + 1, ticker.now(), target));
    if (cause == Mismatch.WRONG_ACCEPT) {
      wrongAccept.accept(phase, target);
    }
  }

  /** Returns what was seen of one phase. */
  public ShadowFigures figures(Phase phase) {
    List<Cause> causes = new ArrayList<>();
    for (int i = 0; i < CAUSES; i++) {
      Cause cause = mismatches.get(phase.ordinal() * CAUSES + i);
      if (cause != null) {
        causes.add(cause);
      }
    }
    return new ShadowFigures(equal[phase.ordinal()].sum(), causes);
  }
}
