package dev.latchkey.runtime.metrics;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * Figures that one thread at a time has in its hands, to add to them or to read them. What extends
 * it keeps plain fields, and touches them between {@link #take} and {@link #release} alone:
 *
 * <pre>
 *   free    --take, by compare and set-->   held    reads see all that was written before release
 *   held    --release, an ordered store-->  free    by the holder
 *   held    --take, by the holder-->        held    its release was lost, to a stack overflow
 * </pre>
 *
 * Taking costs one atomic operation, however many figures change; atomic figures cost one each.
 */
public abstract class Stripe {
  private static final long FREE = 0; // no thread has this id
  private static final AtomicLongFieldUpdater<Stripe> HOLDER =
      AtomicLongFieldUpdater.newUpdater(Stripe.class, "holder");

  private volatile long holder;

  /** Takes the figures for the calling thread, whose id this is, unless another has them. */
  final boolean take(long thread) {
    long known = holder;
    return known == FREE ? HOLDER.compareAndSet(this, FREE, thread) : known == thread;
  }

  /** Gives the figures back. */
  public final void release() {
    HOLDER.lazySet(this, FREE);
  }
}
