package dev.latchkey.runtime.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements and results of a connection that are to be closed with it. Those that the
 * application dropped are the driver's to clean up, as ever: they are held weakly. Thread-safe.
 */
final class OpenChildren {
  private static final int FIRST_SWEEP = 32;

  @GuardedBy("this")
  private final List<WeakReference<ChildHandle>> children = new ArrayList<>(4);

  @GuardedBy("this")
  private int sweepAt = FIRST_SWEEP;

  /** Adds one that has something to close and is not closed together with another. */
  synchronized void add(ChildHandle child) {
    boolean result = child.kind() == HandleKind.RESULT_SET;
    boolean alone = result && child.owner().kind() != HandleKind.STATEMENT;
    if (child.kind() == HandleKind.STATEMENT || alone) {
      sweep();
      children.add(new WeakReference<>(child));
    }
  }

  /** Applications close in reverse order, mostly. */
  synchronized void remove(ChildHandle child) {
    for (int i = children.size() - 1; i >= 0; i--) {
      if (children.get(i).refersTo(child)) {
        children.remove(i);
        return;
      }
    }
  }

  /** Takes out those that are left, the newest first. */
  synchronized List<ChildHandle> drain() {
    List<ChildHandle> left = new ArrayList<>(children.size());
    for (int i = children.size() - 1; i >= 0; i--) {
      ChildHandle child = children.get(i).get();
      if (child != null) {
        left.add(child);
      }
    }
    children.clear();
    return left;
  }

  @GuardedBy("this")
  private void sweep() {
    if (children.size() >= sweepAt) {
      children.removeIf(child -> child.refersTo(null));
      sweepAt = Math.max(FIRST_SWEEP, 2 * children.size());
    }
  }
}
