package dev.latchkey.runtime.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one connection, one after another: when the one at hand began, and what it
 * changed so far. Thread-safe, for a connection may be shared.
 */
final class Transaction {
  /** A transaction that writes more rows one by one is taken to write any. */
  private static final int MOST_ROWS = 200;

  private final WeakReference<Connection> connection;

  @GuardedBy("this")
  private final List<Held> held = new ArrayList<>();

  private volatile boolean open;
  private volatile long token;
  private volatile long beganNanos;
  private volatile boolean wrote;

  /** How many parts of tables were told apart before it wrote first. */
  private volatile int additions;

  /** The thread that ran its last statement and that it is listed under; 0 for none. */
  private volatile long thread;

  Transaction(Connection connection) {
    this.connection = new WeakReference<>(connection);
  }

  /** An epoch that is locked for it, and what other processes hear when it ends. */
  private record Held(Epoch epoch, long ticket, @Nullable Change said) {}

  /**
   * One begins.
   *
   * @param seen where the sequence stands before its first statement: it may see nothing newer
   */
  void begin(long seen, long nowNanos) {
    token = seen;
    beganNanos = nowNanos;
    open = true;
  }

  /**
   * It is about to write.
   *
   * @param parts how many parts of tables are told apart now
   */
  void beginsWrite(int parts) {
    if (!wrote) {
      additions = parts;
    }
  }

  /** Returns whether it wrote when fewer parts of tables were told apart than these. */
  boolean wroteBefore(int parts) {
    return wrote && additions != parts;
  }

  /** Returns whether it holds more than it should be asked to go through for each write. */
  boolean holdsMany() {
    synchronized (this) {
      return held.size() > MOST_ROWS;
    }
  }

  boolean isOpen() {
    return open;
  }

  /** Returns whether the application has let go of the connection without closing it. */
  boolean isGone() {
    return connection.get() == null;
  }

  long token() {
    return token;
  }

  long beganNanos() {
    return beganNanos;
  }

  boolean wrote() {
    return wrote;
  }

  long thread() {
    return thread;
  }

  void thread(long id) {
    thread = id;
  }

  /**
   * It is about to change something, which stays locked until it ends.
   *
   * @param said what other processes hear of it then; null for nothing
   */
  void writes(Epoch epoch, @Nullable Change said, long untilNanos) {
    wrote = true;
    synchronized (this) {
      for (int i = 0; i < held.size(); i++) {
        Held each = held.get(i);
        if (each.epoch == epoch) {
          if (each.said != null && !each.said.equals(said)) {
            // Other columns too.
            held.set(i, new Held(epoch, each.ticket, each.said.whole()));
          }
          return;
        }
      }
      held.add(new Held(epoch, epoch.lock(untilNanos), said));
    }
  }

  /**
   * It has ended; that it was rolled back makes no difference (safety rule SES-8).
   *
   * @param others hears what has changed, once it holds
   */
  void end(Consumer<Change> others) {
    open = false;
    if (wrote) {
      List<Held> released;
      synchronized (this) {
        released = List.copyOf(held);
        held.clear();
      }
      // First: what others share is not to be taken for newer than this once the locks are gone.
      for (Held each : released) {
        if (each.said != null) {
          others.accept(each.said);
        }
      }
      released.forEach(each -> each.epoch.release(each.ticket));
      wrote = false;
    }
  }
}
