package dev.latchkey.runtime.pool;

import java.sql.Connection;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The handle of a connection. Thread-safe.
 *
 * <p>{@link #uses} counts the calls that are with the driver, from this handle and everything made
 * from it; its sign bit says that the handle is closed. A call that begins after the closing does
 * not reach the driver, and a closing that finds calls running gives the connection up, which is
 * what they would see without a handle: so no call of one borrower meets the next one's session.
 */
final class ConnectionHandle extends Handle {
  private static final int CLOSED = Integer.MIN_VALUE;

  private final Lease lease;
  private final AtomicInteger uses = new AtomicInteger();
  private final OpenChildren children = new OpenChildren();
  private volatile Runnable unwatch = () -> {};

  ConnectionHandle(HandleTypes types, Lease lease, Connection physical) {
    super(types, physical);
    this.lease = lease;
  }

  /** Lets the lease end when this handle has become unreachable. */
  void watch(LeakWatch leaks) {
    unwatch = leaks.watch(this, lease);
  }

  Lease lease() {
    return lease;
  }

  @Override
  ConnectionHandle connection() {
    return this;
  }

  @Override
  @Nullable Handle owner() {
    return null;
  }

  boolean isClosed() {
    return uses.get() < 0;
  }

  /** Begins a call to the driver. Returns false, and begins none, when the handle is closed. */
  boolean enter() {
    if (uses.getAndIncrement() >= 0) {
      return true;
    }
    uses.getAndDecrement();
    return false;
  }

  /** Ends a call to the driver. */
  void leave() {
    uses.getAndDecrement();
  }

  /** Something that may use the connection is going to be out of sight. */
  void escaped() {
    lease.taint(Taint.UNWRAPPED);
    // The application may use it when this handle is garbage: the driver's own object decides then.
    unwatch.run();
  }

  void track(ChildHandle child) {
    children.add(child);
  }

  void untrack(ChildHandle child) {
    children.remove(child);
  }

  @Override
  void close(HandleCall call) throws Throwable {
    int running = uses.getAndUpdate(count -> count | CLOSED);
    if (running < 0) {
      return;
    }
    unwatch.run();
    if (running > 0) {
      lease.taint(Taint.BROKEN);
    }
    for (ChildHandle child : children.drain()) {
      child.closeLeftOpen(lease);
    }
    lease.release();
  }
}
