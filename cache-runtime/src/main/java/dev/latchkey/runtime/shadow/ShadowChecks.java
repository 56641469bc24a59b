package dev.latchkey.runtime.shadow;

import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.shadow.ShadowFigures.Cause;
import dev.latchkey.runtime.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
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
 * <p>A wrong answer that is kept is found as soon at five comparisons a second as at fifty, and the
 * application's own answer may cost a thousand times the kept one: at one in a hundred, ten times
 * as much as all the hits together. So a target with many hits a second has as many compared as one
 * with {@value #FULL_SHARE_UP_TO}.
 *
 * <p>One answer that was kept as good and that the application refuses ends its phase: whoever
 * listens is told on the thread that found it, before that thread goes on.
 */
public final class ShadowChecks {
  private static final int PARTS = 1 << 20;
  private static final int FULL_SHARE_UP_TO = 500;
  private static final double NANOS_PER_SECOND = 1e9;

  private static final int CAUSES = Mismatch.values().length;

  private final Ticker ticker;
  private final LongAdder[] equal = new LongAdder[Phase.values().length];
  private final AtomicReferenceArray<@Nullable Cause> mismatches =
      new AtomicReferenceArray<>(Phase.values().length * CAUSES);
  private volatile Share share = Share.of(0);
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

  /**
   * Verifies this share of hits from now on, 0 to 1; of a target with more than {@value
   * #FULL_SHARE_UP_TO} hits a second as many as of one with so many, unless it is all of them.
   */
  public void verify(double ratio) {
    share = Share.of(ratio);
  }

  /**
   * Returns what says of each hit of one target whether the application answers it as well.
   * Thread-safe.
   */
  public BooleanSupplier sample() {
    return new Sample();
  }

  /**
   * @param parts of so many hits as {@link #PARTS} says
   * @param pauseNanos from one to the next at least
   */
  private record Share(int parts, long pauseNanos) {
    static Share of(double ratio) {
      boolean some = ratio > 0 && ratio < 1;
      return new Share(
          (int) Math.round(ratio * PARTS),
          some ? (long) (NANOS_PER_SECOND / (ratio * FULL_SHARE_UP_TO)) : 0);
    }
  }

  private final class Sample implements BooleanSupplier {
    private final AtomicLong last = new AtomicLong(ticker.nanos() - Long.MAX_VALUE / 2);

    @Override
    public boolean getAsBoolean() {
      Share now = share;
      return now.parts > 0
          && ThreadLocalRandom.current().nextInt(PARTS) < now.parts
          && isRested(now.pauseNanos);
    }

    private boolean isRested(long pauseNanos) {
      if (pauseNanos == 0) {
        return true;
      }
      long before = last.get();
      long now = ticker.nanos();
      return now - before >= pauseNanos && last.compareAndSet(before, now);
    }
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
