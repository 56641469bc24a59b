package dev.latchkey.runtime.discovery;

import dev.latchkey.runtime.discovery.Lane.Passage;
import dev.latchkey.runtime.discovery.Lane.Running;
import dev.latchkey.runtime.operation.AgentThread;
import dev.latchkey.runtime.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One look at an application: takes in its choke points and the calls of its methods, for a bounded
 * time. Thread-safe; nothing here waits.
 *
 * <p>A choke point inside another one is a part of it: what a driver computes to log in is not a
 * token being verified.
 */
public final class Scan {
  private static final long WALK_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int MOST_WAITING = 64;
  private static final int DEEPEST_WAIT = 64;

  private final Ticker ticker;
  private final Map<Thread, Lane> lanes = new ConcurrentHashMap<>();
  private final Map<MethodId, MethodFigures> figures = new ConcurrentHashMap<>();
  private final StackPaths paths;
  private final LongAdder seen = new LongAdder();
  private final LongAdder ownNanos = new LongAdder();
  private volatile boolean over;

  /** Begins to take in. */
  public Scan(Ticker ticker) {
    this(ticker, WALK_PAUSE_NANOS);
  }

  Scan(Ticker ticker, long walkPauseNanos) {
    this.ticker = ticker;
    paths = new StackPaths(walkPauseNanos);
  }

  /** Ends it: nothing is taken in any more, and no thread is held. */
  void end() {
    over = true;
    lanes.clear();
  }

  /** Returns the figures of a method that is to be watched. */
  public MethodFigures figures(MethodId method) {
    return figures.computeIfAbsent(method, MethodFigures::new);
  }

  /**
   * A choke point is being passed.
   *
   * @return what goes to {@link #passed}; null when this one does not count
   */
  public @Nullable Object passing(Choke choke) {
    Lane lane = lane();
    if (lane == null || lane.choke() != null) {
      return null;
    }
    lane.choke(choke);
    return new Passage(lane, choke, ticker.nanos());
  }

  /**
   * A choke point was passed.
   *
   * @param shape what was fetched; {@link AddressShape#OTHER} for what is no fetch
   */
  public void passed(@Nullable Object passage, AddressShape shape) {
    if (passage instanceof Passage passed) {
      long now = ticker.nanos();
      Lane lane = passed.lane();
      long nanos = now - passed.beganNanos();
      lane.running().forEach(each -> note(each, passed, nanos, shape));
      look(passed.choke(), shape, now);
      leave(lane);
    }
  }

  /**
   * A fetch was begun that ends on another thread.
   *
   * @return to be run when it has ended; null when it does not count
   */
  public @Nullable Runnable fetching(@Nullable Object passage, AddressShape shape) {
    if (!(passage instanceof Passage passed)) {
      return null;
    }
    Lane lane = passed.lane();
    List<MethodFigures> inside = lane.running();
    look(Choke.FETCH, shape, ticker.nanos());
    lane.fetchesUnderWay().incrementAndGet();
    leave(lane);
    return () -> {
      lane.fetchesUnderWay().decrementAndGet();
      long nanos = ticker.nanos() - passed.beganNanos();
      inside.forEach(each -> note(each, passed, nanos, shape));
    };
  }

  private static void note(MethodFigures figures, Passage passed, long nanos, AddressShape shape) {
    figures.passed(passed.choke(), nanos, 1);
    if (passed.choke() == Choke.FETCH) {
      figures.fetched(shape);
    }
  }

  /**
   * A statement has run.
   *
   * @param table what it reads or writes first; empty when that is not known
   */
  public void stated(long tookNanos, boolean writing, String table) {
    Lane lane = lane();
    if (lane == null || lane.choke() != null) {
      return;
    }
    lane.choke(Choke.STATEMENT);
    for (MethodFigures each : lane.running()) {
      each.passed(Choke.STATEMENT, tookNanos, 1);
      each.stated(writing, table);
    }
    look(Choke.STATEMENT, AddressShape.OTHER, ticker.nanos());
    leave(lane);
  }

  private void look(Choke choke, AddressShape shape, long now) {
    seen.increment();
    if (paths.pass(choke, shape, now)) {
      ownNanos.add(ticker.nanos() - now);
    }
  }

  /**
   * A watched method is called.
   *
   * @param arguments a fingerprint of its arguments; 0 for none
   * @return what goes to {@link #ended}; null when this call does not count
   */
  public @Nullable Object begun(MethodFigures method, long arguments) {
    Lane lane = lane();
    if (lane == null || lane.choke() != null || lane.runs(method)) {
      return null;
    }
    Running running = new Running(lane, method, lane.top(), ticker.nanos(), arguments);
    lane.top(running);
    return running;
  }

  /**
   * A watched method has ended.
   *
   * @param result a fingerprint of what it returned; 0 for none
   */
  public void ended(Object call, boolean failed, long result) {
    if (!(call instanceof Running running)) {
      return;
    }
    Lane lane = running.lane();
    long nanos = ticker.nanos() - running.beganNanos();
    Running outer = running.outer();
    lane.top(outer);
    seen.increment();
    running.figures().ended(nanos, failed, outer == null);
    if (outer != null) {
      outer.figures().contained(running.figures(), nanos);
    }
    if (running.arguments() != 0 && result != 0) {
      running.figures().answered(running.arguments(), result);
    }
    release(lane);
  }

  private @Nullable Lane lane() {
    Thread thread = Thread.currentThread();
    if (over || thread instanceof AgentThread) {
      return null;
    }
    Lane known = lanes.get(thread);
    if (known == null) {
      known = new Lane(thread);
      lanes.put(thread, known);
    }
    return known;
  }

  private void leave(Lane lane) {
    lane.choke(null);
    release(lane);
  }

  private void release(Lane lane) {
    if (lane.isEmpty()) {
      lanes.remove(lane.thread(), lane);
    }
  }

  /**
   * Looks which threads wait in a method that another thread is fetching or connecting in, and adds
   * that time to what they wait for.
   *
   * @param sinceNanos how long ago this was last done
   * @return whether threads waited while another one fetched or connected
   */
  boolean lookForWaits(long sinceNanos) {
    List<Lane> holding = new ArrayList<>();
    List<Lane> waiting = new ArrayList<>();
    for (Lane lane : lanes.values()) {
      if (lane.holdsUp() != null) {
        holding.add(lane);
      } else if (lane.choke() == null
          && isWaiting(lane.thread())
          && waiting.size() < MOST_WAITING) {
        waiting.add(lane);
      }
    }
    if (holding.isEmpty() || waiting.isEmpty()) {
      return false;
    }
    waiting.forEach(lane -> waits(lane, holding, sinceNanos));
    return true;
  }

  private static boolean isWaiting(Thread thread) {
    return switch (thread.getState()) {
      case BLOCKED, WAITING, TIMED_WAITING -> true;
      default -> false;
    };
  }

  private void waits(Lane lane, List<Lane> holding, long nanos) {
    List<MethodFigures> running = lane.running();
    MethodFigures at = waitsIn(lane.thread().getStackTrace());
    if (at == null || running.isEmpty()) {
      return;
    }
    for (Lane holder : holding) {
      Choke choke = holder.holdsUp();
      if (choke != null && holder.runs(at)) {
        boolean before = !running.contains(at);
        if (before) {
          at.passed(choke, nanos, 0);
          running.get(0).contained(at, nanos);
        }
        at.waited(nanos, before);
        running.forEach(each -> each.passed(choke, nanos, 0));
        return;
      }
    }
  }

  /** Returns the watched method that a thread stands still in; null for none. */
  private @Nullable MethodFigures waitsIn(StackTraceElement[] stack) {
    for (int i = 0; i < Math.min(stack.length, DEEPEST_WAIT); i++) {
      String className = stack[i].getClassName();
      String name = stack[i].getMethodName();
      if (OwnCode.isOwn(className) && OwnCode.isWritten(name)) {
        return figures.values().stream()
            .filter(each -> each.method().name().equals(name))
            .filter(each -> each.method().className().equals(className))
            .findFirst()
            .orElse(null);
      }
    }
    return null;
  }

  StackPaths paths() {
    return paths;
  }

  /** Returns the methods that are watched. */
  Set<MethodId> watched() {
    return figures.keySet();
  }

  /** Returns the figures of a method, with zeroes if it was not watched. */
  MethodFigures of(MethodId method) {
    MethodFigures known = figures.get(method);
    return known == null ? new MethodFigures(method) : known;
  }

  /** Returns whether a method that has a token among its arguments verifies a signature. */
  boolean verifiesTokens() {
    return figures.values().stream()
        .anyMatch(each -> each.tokenArgument() >= 0 && each.times(Choke.VERIFY) > 0);
  }

  List<MethodFigures> all() {
    return List.copyOf(figures.values());
  }

  /** Returns how many passages and calls were taken in. */
  long seen() {
    return seen.sum();
  }

  /** Returns how long the application's threads spent having their stacks walked. */
  long ownNanos() {
    return ownNanos.sum();
  }
}
