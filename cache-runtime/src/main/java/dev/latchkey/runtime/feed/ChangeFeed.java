package dev.latchkey.runtime.feed;

import dev.latchkey.runtime.operation.AgentThread;
import dev.latchkey.runtime.time.Ticker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Follows the changes of a few tables on a connection and a thread of its own. What it tells,
 * changes in this order alone:
 *
 * <pre>
 *   interrupted  --connected, nothing is missed from now on--&gt;  active      resumed()
 *   active       --a commit--&gt;                                   active      changed(table)
 *   active       --connection lost, or a trigger gone--&gt;         interrupted interrupted()
 * </pre>
 *
 * A connection that does not answer within {@value #ANSWER_MILLIS} ms is lost. It is tried again
 * every {@value #RETRY_MILLIS} ms. Thread-safe.
 */
public final class ChangeFeed implements AutoCloseable {
  private static final int ANSWER_MILLIS = 5_000;
  private static final int RETRY_MILLIS = 2_000;

  /** A round takes a second, or less when something changes. */
  private static final int ROUNDS_PER_CATALOGUE = 10;

  private final FeedKind kind;
  private final List<FeedTable> tables;
  private final Connector connector;
  private final FeedListener listener;
  private final Ticker ticker;
  private final Thread thread = AgentThread.of("feed", this::run);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile State state = new State(false, "not connected yet");

  /** When the database answered last. */
  private volatile long answeredNanos;

  /** Makes a feed that has not begun. */
  public ChangeFeed(
      FeedKind kind,
      Collection<FeedTable> tables,
      Connector connector,
      FeedListener listener,
      Ticker ticker) {
    this.kind = kind;
    this.tables = List.copyOf(tables);
    this.connector = connector;
    this.listener = listener;
    this.ticker = ticker;
  }

  /** Opens connections for the feed alone. */
  public interface Connector {
    /**
     * Returns a new connection.
     *
     * @throws SQLException when there is none to be had now
     */
    Connection connect() throws SQLException;

    /** Returns whether the application whose driver has made the connection was undeployed. */
    default boolean isGone() {
      return false;
    }
  }

  /**
   * How the feed is. Immutable.
   *
   * @param active whether every change is told
   * @param reason why not, in words for an operator; empty while it is active
   */
  public record State(boolean active, String reason) {}

  /** Begins to connect. */
  public void start() {
    thread.start();
  }

  /** Returns how the changes are found. */
  public FeedKind kind() {
    return kind;
  }

  /** Returns the tables. */
  public List<FeedTable> tables() {
    return tables;
  }

  /** Returns for how long what was committed may not be told yet; only while it is active. */
  public Duration lag() {
    return Duration.ofNanos(ticker.nanos() - answeredNanos);
  }

  /** Returns how the feed is now. */
  public State state() {
    return state;
  }

  private void run() {
    boolean stopped = false;
    while (!stopped) {
      follow();
      stopped = stoppedWithin(RETRY_MILLIS);
    }
  }

  private boolean stoppedWithin(long millis) {
    try {
      return closed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException ended) {
      return true;
    }
  }

  private void follow() {
    try (Connection connection = connector.connect()) {
      connection.setAutoCommit(true);
      connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
      ChangeReader reader =
          kind == FeedKind.NOTIFY
              ? NotificationReader.open(connection, tables)
              : CounterReader.open(connection, tables);
      IndirectWrites told = IndirectWrites.read(connection, tables);
      listener.indirect(told);
      answeredNanos = ticker.nanos();
      listener.resumed();
      state = new State(true, "");
      boolean gone = false;
      int rounds = 0;
      while (closed.getCount() > 0 && !gone) {
        reader.next().forEach(listener::changed);
        answeredNanos = ticker.nanos();
        gone = connector.isGone();
        if (++rounds % ROUNDS_PER_CATALOGUE == 0) {
          IndirectWrites now = IndirectWrites.read(connection, tables);
          if (!now.equals(told)) {
            listener.indirect(now);
          }
          told = now;
        }
      }
      lost(gone ? "the application was undeployed" : "the feed was ended");
    } catch (FeedException lacking) {
      lost(lacking.reason());
    } catch (SQLException failed) {
      lost("no connection: SQL state " + failed.getSQLState());
    } catch (Throwable failed) {
      // Whatever it is: a feed that ended unnoticed would let stale answers stand.
      lost("the driver failed: " + failed.getClass().getName());
    }
  }

  private void lost(String reason) {
    boolean wasActive = state.active();
    state = new State(false, reason);
    if (wasActive) {
      listener.interrupted();
    }
  }

  /** Ends the connection and the thread; waits for them for a while. */
  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
    try {
      thread.join(ANSWER_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
