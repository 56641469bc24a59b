package dev.latchkey.runtime.operation;

import dev.latchkey.runtime.time.Ticker;
import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows the woven calls of every thread: times them, takes nested time apart by layer, and hands
 * each finished auth operation to the sink. Thread-safe and free of locks; a thread uses one small
 * {@link Operation} for all its outermost calls, one after the other.
 *
 * <p>The caller keeps what {@link #enter} returned and, if that is not null, calls {@link #exit}
 * with it and the same group in every outcome of the woven call:
 *
 * <pre>{@code
 * Operation operation = tracker.enter(site.layer(), site.group());
 * // ... the application's code ...
 * if (operation != null) {
 *   long elapsedNanos = tracker.exit(operation, site.group(), failed);
 * }
 * }</pre>
 *
 * <p>A group is open at most once in an operation, so the pair of operation and group names one
 * segment, and nothing else has to travel from entry to exit. An exit that never comes, after a
 * stack overflow for instance, costs that one segment: it is closed together with the one around
 * it. Where the outermost exit is lost, the operation is given up when its thread next enters
 * something after ten minutes.
 *
 * <p>What counts as an auth operation is the run of an {@link Layer#AUTH} segment or, as long as
 * {@linkplain #authTargetsConfigured(boolean) no auth target is configured}, of the outermost
 * {@link Layer#JWKS}, {@link Layer#JWT} or {@link Layer#SESSION} segment. Other layers never count;
 * they are timed only.
 */
public final class OperationTracker {
  /** What {@link #exit} returns for a segment that is not open any more. */
  public static final long NOT_OPEN = -1;

  // What a thread's slots hold: the running operation, if any, a weak reference to the one before,
  // which is used again, and what gives numbers to operations.
  static final int RUNNING = 0;
  static final int SPARE = 1;
  static final int SEQUENCES = 2;
  static final int SLOTS = 3;

  // Longer than the time-outs that an authentication may wait for, one after another.
  private static final int ABANDONED_MINUTES = 10;
  // Reading the thread's CPU time costs a microsecond, so one operation in eight pays for it. The
  // clock's microseconds draw which: nothing that an operation does decides on them.
  private static final long CPU_DRAW = 7L << 10;
  private static final long ABANDONED_NANOS = TimeUnit.MINUTES.toNanos(ABANDONED_MINUTES);

  // A thread keeps its slots for good, because setting and removing a thread-local costs more than
  // all the rest of a call. They outlive a detach, so they are of the JDK's classes, and between
  // operations nothing of ours is held by them, other than weakly.
  @SuppressWarnings("ThreadLocalUsage") // one tracker a runtime; static state would outlive it
  private final ThreadLocal<@Nullable Object @Nullable []> slots = new ThreadLocal<>();

  private final OperationSink sink;
  private final Ticker ticker;
  private final AtomicLong sequences = new AtomicLong();
  private final LongAdder running = new LongAdder();
  private final CallCost callCost = new CallCost();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private volatile boolean authTargetsConfigured;
  private volatile @Nullable LongSupplier cpuClock;
  private volatile ArrivalSink arrivals = layer -> null;

  /** Creates a tracker that hands finished auth operations to {@code sink}. */
  public OperationTracker(OperationSink sink, Ticker ticker) {
    this.sink = sink;
    this.ticker = ticker;
  }

  /**
   * Says whether auth targets are configured, which takes the other layers out of the count.
   * Operations that are running keep the rule that they began with.
   */
  public void authTargetsConfigured(boolean configured) {
    authTargetsConfigured = configured;
  }

  /**
   * Has the CPU time of a sample of auth operations read from now on, or of none.
   *
   * @param clock tells the CPU time of the calling thread in nanoseconds, 0 when it cannot; null
   *     for none
   */
  public void readCpuTime(@Nullable LongSupplier clock) {
    cpuClock = clock;
  }

  /** Has {@code sink} told of work that goes on after its call; to be said once, at the start. */
  public void onArrivals(ArrivalSink sink) {
    arrivals = sink;
  }

  /**
   * Notes that work begins now whose end comes later.
   *
   * @return takes its nanoseconds when it ends, on whatever thread; null for nothing
   */
  public @Nullable LongConsumer arriving(Layer layer) {
    return arrivals.begun(layer);
  }

  /**
   * Opens a segment on the calling thread and returns the operation that it belongs to, or null
   * when there is nothing to time: the group is already running in this operation (overloads that
   * call each other, super calls, bridges), 16 segments are open, or the thread is an {@link
   * AgentThread}.
   *
   * @param group names what is counted once however often it calls itself; usually the target
   */
  public @Nullable Operation enter(Layer layer, int group) {
    @Nullable Object[] thread = slots.get();
    Operation operation = thread == null ? null : (Operation) thread[RUNNING];
    long now = ticker.nanos();
    if (operation != null && operation.ageNanos(now) > ABANDONED_NANOS) {
      lost.add(operation.depth());
      if (operation.root() != Operation.NONE) {
        running.decrement();
      }
      operation.abandon();
      operation = null;
    }
    if (operation == null) {
      operation = begin(thread);
      if (operation == null) {
        return null;
      }
    } else if (operation.indexOf(group) != Operation.NONE) {
      return null;
    } else if (isFull(operation.depth(), group)) {
      dropped.increment();
      return null;
    }
    operation.open(layer, group, now);
    if (operation.root() == Operation.NONE && counts(layer)) {
      operation.openRoot();
      running.increment();
      LongSupplier cpu = cpuClock;
      if (cpu != null && (now & CPU_DRAW) == 0) {
        operation.beginCpu(cpu.getAsLong());
      }
    }
    return operation;
  }

  /** The agent's own groups have places of their own: what they observe must not be missed. */
  private static boolean isFull(int depth, int group) {
    return depth >= (group >= 0 ? Operation.MAX_DEPTH : Operation.MAX_OWN_DEPTH);
  }

  private @Nullable Operation begin(@Nullable Object @Nullable [] known) {
    if (Thread.currentThread() instanceof AgentThread) {
      return null;
    }
    @Nullable Object[] thread = known;
    if (thread == null) {
      thread = newSlots();
      slots.set(thread);
    }
    Operation operation = spare(thread);
    thread[RUNNING] = operation;
    return operation;
  }

  /** Returns the thread's last operation, as if new, or a new one if that was collected. */
  private static Operation spare(@Nullable Object[] thread) {
    if (thread[SPARE] instanceof WeakReference<?> spare && spare.get() instanceof Operation ended) {
      ended.restart();
      return ended;
    }
    Operation operation = new Operation(thread);
    thread[SPARE] = new WeakReference<>(operation);
    return operation;
  }

  private @Nullable Object[] newSlots() {
    @Nullable Object[] made = new @Nullable Object[SLOTS];
    made[SEQUENCES] = sequences;
    return made;
  }

  /**
   * Closes the segment of {@code group} and those above it whose exits were lost, and returns its
   * elapsed nanoseconds, nested segments included, or {@link #NOT_OPEN} when the segment is not
   * open any more; nothing is to be recorded then. Hands the operation to the sink when the segment
   * was an auth operation. What the sink throws comes out here, after the thread was cleaned.
   *
   * @param operation what {@link #enter} returned on this thread
   * @param failed whether the woven call ended by an exception of the application
   */
  public long exit(Operation operation, int group, boolean failed) {
    int index = operation.indexOf(group);
    if (index == Operation.NONE) {
      return NOT_OPEN;
    }
    int above = operation.depth() - 1 - index;
    if (above > 0) {
      lost.add(above);
      operation.retire();
    }
    int root = operation.root();
    long elapsed = operation.close(index, ticker.nanos());
    if (index == 0) {
      operation.end();
    }
    if (root >= index) {
      operation.closeRoot();
      running.decrement();
    }
    // A root whose own exit was lost is no measurement: nobody knows when or how it ended.
    if (root == index) {
      LongSupplier cpu = cpuClock;
      if (operation.cpuNanos() != 0) {
        operation.endCpu(cpu == null ? 0 : cpu.getAsLong());
      }
      sink.finished(operation, elapsed, failed);
    }
    return elapsed;
  }

  /**
   * Carries an operation on, on the calling thread, for work that goes on after the call which the
   * operation was noted in: what is woven in there finds its notes. Where another operation runs on
   * the thread, the work stays a part of that one, as it would be anyway.
   *
   * @param later {@linkplain Operation#detached detached} for this work alone
   * @param group what the work is counted as; it is an auth operation if a call of {@code layer}
   *     would be
   * @return ends it, in every outcome of the work and on the same thread
   */
  public Runnable carryOn(Operation later, Layer layer, int group) {
    @Nullable Object[] own = slots.get();
    if ((own != null && own[RUNNING] != null) || Thread.currentThread() instanceof AgentThread) {
      return () -> {};
    }
    boolean counted = counts(layer);
    later.resume(layer, group, ticker.nanos(), counted);
    if (counted) {
      running.increment();
    }
    slots.set(later.thread());
    return () -> {
      if (own == null) {
        slots.remove();
      } else {
        slots.set(own);
      }
      exit(later, group, false);
    };
  }

  /**
   * Opens an operation around work of the agent's own, for which it may call woven methods of the
   * application: that of {@code group} runs its own body, and those inside can leave notes for it.
   * It reaches no sink, and nothing is open in it that could count. To be closed by {@link
   * #exitOwn} in every outcome.
   */
  public Operation enterOwn(int group) {
    @Nullable Object[] thread = newSlots();
    Operation operation = new Operation(thread);
    operation.open(Layer.OTHER, group, ticker.nanos());
    operation.openRoot();
    thread[RUNNING] = operation;
    slots.set(thread);
    return operation;
  }

  /** Ends what {@link #enterOwn} opened on this thread. */
  public void exitOwn() {
    slots.remove();
  }

  /** Returns what runs on the calling thread, or null outside every woven call. */
  public @Nullable Operation current() {
    @Nullable Object[] thread = slots.get();
    if (thread == null) {
      slots.remove(); // asking alone leaves an entry behind
      return null;
    }
    return (Operation) thread[RUNNING];
  }

  /** Returns the time by the clock that calls are timed with, for what goes on after its call. */
  public long nanos() {
    return ticker.nanos();
  }

  /**
   * Returns how many auth operations run now. One whose thread lost its exit counts until the
   * thread next enters something; what the agent does by itself never counts.
   */
  public long running() {
    return Math.max(0, running.sum());
  }

  /** Returns what notes the cost of woven calls. */
  public CallCost callCost() {
    return callCost;
  }

  /** Returns how many segments were not timed because too many were open. */
  public long droppedSegments() {
    return dropped.sum();
  }

  /** Returns how many segments were closed without an exit of their own. */
  public long lostExits() {
    return lost.sum();
  }

  private boolean counts(Layer layer) {
    return switch (layer) {
      case AUTH -> true;
      case JWKS, JWT, SESSION -> !authTargetsConfigured;
      case DB, CRYPTO, OTHER -> false;
    };
  }
}
