package dev.latchkey.runtime.discovery;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.latchkey.runtime.discovery.StackPath.Frame;
import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * The ways to the choke points that were seen. Walks a sample of the stacks: of each choke point at
 * most as many a second as are told, and fewer and fewer while they show nothing new. Thread-safe.
 */
final class StackPaths {
  private static final int DEEPEST = 400;
  private static final int MOST_FRAMES = 48;
  private static final int MOST_PATHS = 512;

  /**
   * How much less often is walked in the end, where walks show nothing new: each of them doubles
   * the pause. A walk of a web application's stack takes as long as a thousand passages.
   */
  private static final int MOST_PAUSES = 20;

  private final long pauseNanos;
  // From Java 22 on frames tell their descriptor only with their class.
  private final StackWalker walker =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
  private final Map<StackPath, LongAdder> seen = new ConcurrentHashMap<>();
  private final AtomicLong[] next = new AtomicLong[Choke.values().length];
  private final AtomicLong[] pauses = new AtomicLong[Choke.values().length];
  private final LongAdder elsewhere = new LongAdder();

  /** Walks no more often than that, for each choke point. */
  StackPaths(long pauseNanos) {
    this.pauseNanos = pauseNanos;
    for (int i = 0; i < next.length; i++) {
      next[i] = new AtomicLong(Long.MIN_VALUE);
      pauses[i] = new AtomicLong(pauseNanos);
    }
  }

  /** Walks the calling thread's stack if it is time to; returns whether it did. */
  boolean pass(Choke choke, AddressShape shape, long now) {
    AtomicLong due = next[choke.ordinal()];
    long at = due.get();
    if ((at != Long.MIN_VALUE && now - at < 0) || !due.compareAndSet(at, now + pauseNanos)) {
      return false;
    }
    StackPath path = walker.walk(frames -> path(choke, shape, frames.limit(DEEPEST)));
    if (path.frames().isEmpty()) {
      elsewhere.increment();
    }
    boolean fresh = (!path.frames().isEmpty() || path.lambdas()) && add(path);
    AtomicLong pause = pauses[choke.ordinal()];
    pause.set(fresh ? pauseNanos : Math.min(2 * pause.get(), MOST_PAUSES * pauseNanos));
    due.set(now + pause.get());
    return true;
  }

  /** Counts a way; returns whether it is a new one. */
  @CanIgnoreReturnValue
  boolean add(StackPath path) {
    LongAdder known = seen.get(path);
    boolean fresh = known == null && seen.size() < MOST_PATHS;
    if (fresh) {
      known = seen.computeIfAbsent(path, unused -> new LongAdder());
    }
    if (known != null) {
      known.increment();
    }
    return fresh;
  }

  private static StackPath path(Choke choke, AddressShape shape, Stream<StackFrame> stack) {
    List<Frame> frames = new ArrayList<>();
    boolean lambdas = false;
    boolean web = false;
    MethodId before = null;
    for (Iterator<StackFrame> each = stack.iterator(); each.hasNext(); ) {
      StackFrame frame = each.next();
      String className = frame.getClassName();
      if (OwnCode.isOwn(className)) {
        if (!OwnCode.isWritten(frame.getMethodName())) {
          lambdas |= frame.getMethodName().startsWith("lambda$");
        } else if (frames.size() < MOST_FRAMES) {
          if (before != null) {
            frames.add(new Frame(before, web));
          }
          before = new MethodId(className, frame.getMethodName(), frame.getDescriptor());
          web = false;
        }
      } else {
        web |= OwnCode.isWeb(className);
      }
    }
    if (before != null) {
      frames.add(new Frame(before, web));
    }
    return new StackPath(choke, shape, frames, lambdas);
  }

  /** Returns each way once. */
  List<StackPath> all() {
    return List.copyOf(seen.keySet());
  }

  /** Returns how many stacks had no method of the application. */
  long elsewhere() {
    return elsewhere.sum();
  }

  long walked() {
    return elsewhere() + seen.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** Returns every method on the way to a choke point. */
  Set<MethodId> methods() {
    Set<MethodId> methods = new LinkedHashSet<>();
    seen.keySet().forEach(path -> path.frames().forEach(frame -> methods.add(frame.method())));
    return methods;
  }
}
