package dev.latchkey.runtime.metrics;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Spreads threads over a few stripes of the same figures, which are added up when somebody reads.
 * Each thread begins at a stripe of its own and goes on to the next while another thread has it.
 * Thread-safe, free of locks. A stripe exists once a thread has used it.
 */
public final class Stripes<S extends Stripe> {
  private static final int FEWEST = 4;
  private static final int MOST = 16;
  private static final int ROUNDS = 200;
  private static final int PATIENCE = 1_000;

  private final AtomicReferenceArray<S> stripes;
  private final Supplier<S> empty;

  /**
   * Spreads threads over twice as many stripes as there are cores, within bounds: only a thread
   * that lost its core in the middle keeps others from a stripe.
   */
  public Stripes(Supplier<S> empty, int cores) {
    int wanted = Math.min(MOST, Math.max(FEWEST, 2 * cores));
    stripes = new AtomicReferenceArray<>(Integer.highestOneBit(wanted));
    this.empty = empty;
  }

  /** Spreads threads as the cores of this machine ask for. */
  public Stripes(Supplier<S> empty) {
    this(empty, Runtime.getRuntime().availableProcessors());
  }

  /**
   * Returns a stripe that the calling thread has until it releases it. Where all are held it lets
   * the holders run, and after {@value #ROUNDS} times goes without: null, and what was to be added
   * is lost. That takes as many threads as there are stripes, gone by a stack overflow in the few
   * nanoseconds between taking and releasing.
   */
  @SuppressWarnings("ThreadPriorityCheck") // only a holder that runs can release
  public @Nullable S take() {
    long thread = Thread.currentThread().getId();
    int last = stripes.length() - 1;
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i <= last; i++) {
        S stripe = at((int) (thread + i) & last);
        if (stripe.take(thread)) {
          return stripe;
        }
      }
      Thread.yield();
    }
    return null;
  }

  /** Has all stripes read, one after the other; writers take the others meanwhile. */
  public void each(Consumer<S> reader) {
    for (int i = 0; i < stripes.length(); i++) {
      S stripe = stripes.get(i);
      if (stripe != null) {
        boolean taken = takePatiently(stripe);
        reader.accept(stripe);
        if (taken) {
          stripe.release();
        }
      }
    }
  }

  /** Returns the sum of a figure over all stripes. */
  public long sum(ToLongFunction<S> figure) {
    long[] sum = {0};
    each(stripe -> sum[0] += figure.applyAsLong(stripe));
    return sum[0];
  }

  /**
   * Waits for a stripe. One that is never released belongs to a thread that is gone, and can be
   * read as it is.
   */
  @SuppressWarnings("ThreadPriorityCheck") // only a holder that runs can release
  private static boolean takePatiently(Stripe stripe) {
    long thread = Thread.currentThread().getId();
    for (int i = 0; i < PATIENCE; i++) {
      if (stripe.take(thread)) {
        return true;
      }
      Thread.yield();
    }
    return false;
  }

  private S at(int index) {
    S stripe = stripes.get(index);
    if (stripe != null) {
      return stripe;
    }
    S created = empty.get();
    return stripes.compareAndSet(index, null, created) ? created : stripes.get(index);
  }
}
