package dev.latchkey.runtime.token;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.atomic.LongAdder;

/**
 * Notices that an application builds a validator for so many of its calls that keeping answers per
 * validator is a loss. Counts in spans that end with every hundredth new validator; while there are
 * too many, also with every thousandth call. Thread-safe; a call on a known validator takes no lock
 * as long as all is well.
 */
public final class ReceiverChurn {
  private static final int NEW_PER_SPAN = 100;
  private static final int CALLS_PER_SPAN = 1_000;

  private final LongAdder calls = new LongAdder();
  private volatile boolean tooMany;

  @GuardedBy("this")
  private long begun;

  @GuardedBy("this")
  private int fresh;

  /** Makes one that saw no call. */
  public ReceiverChurn() {}

  /**
   * Counts a call and returns whether more than a tenth of the last calls came on new validators.
   *
   * @param onNew whether this call's validator was never seen before
   */
  public boolean isTooHigh(boolean onNew) {
    calls.increment();
    if (onNew || tooMany) {
      judge(onNew);
    }
    return tooMany;
  }

  private synchronized void judge(boolean onNew) {
    long span = calls.sum() - begun;
    fresh += onNew ? 1 : 0;
    if (fresh >= NEW_PER_SPAN) {
      tooMany = span < CALLS_PER_SPAN;
    } else if (span >= CALLS_PER_SPAN) {
      tooMany = false;
    } else {
      return;
    }
    begun = calls.sum();
    fresh = 0;
  }
}
