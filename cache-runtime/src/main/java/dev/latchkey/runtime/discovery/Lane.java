package dev.latchkey.runtime.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What one thread of the application is in, as far as it is watched. Written by its thread, looked
 * at by the one that looks for waits.
 */
final class Lane {
  private final Thread thread;
  private final AtomicInteger fetchesUnderWay = new AtomicInteger();
  private volatile @Nullable Running top;
  private volatile @Nullable Choke choke;

  Lane(Thread thread) {
    this.thread = thread;
  }

  /**
   * A call of a watched method. Immutable.
   *
   * @param arguments a fingerprint of them; 0 for none
   */
  record Running(
      Lane lane, MethodFigures figures, @Nullable Running outer, long beganNanos, long arguments) {}

  /** A choke point being passed. Immutable. */
  record Passage(Lane lane, Choke choke, long beganNanos) {}

  Thread thread() {
    return thread;
  }

  @Nullable Running top() {
    return top;
  }

  void top(@Nullable Running running) {
    top = running;
  }

  @Nullable Choke choke() {
    return choke;
  }

  void choke(@Nullable Choke passing) {
    choke = passing;
  }

  AtomicInteger fetchesUnderWay() {
    return fetchesUnderWay;
  }

  boolean isEmpty() {
    return top == null && choke == null;
  }

  /** Returns what others wait for while they wait for this thread; null for nothing. */
  @Nullable Choke holdsUp() {
    Choke now = choke;
    if (now != null) {
      return now.holdsOthersUp() ? now : null;
    }
    return fetchesUnderWay.get() > 0 ? Choke.FETCH : null;
  }

  /** Returns the methods that run, the innermost first. */
  List<MethodFigures> running() {
    List<MethodFigures> all = new ArrayList<>();
    for (Running each = top; each != null; each = each.outer()) {
      all.add(each.figures());
    }
    return all;
  }

  boolean runs(MethodFigures figures) {
    for (Running each = top; each != null; each = each.outer()) {
      if (each.figures() == figures) {
        return true;
      }
    }
    return false;
  }
}
