package dev.latchkey.runtime;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.audit.Event.Severity;
import dev.latchkey.runtime.audit.EventLog;
import dev.latchkey.runtime.config.FeedConfig;
import dev.latchkey.runtime.feed.ChangeFeed;
import dev.latchkey.runtime.feed.DriverConnector;
import dev.latchkey.runtime.feed.FeedListener;
import dev.latchkey.runtime.feed.FeedState;
import dev.latchkey.runtime.feed.FeedTable;
import dev.latchkey.runtime.feed.IndirectWrites;
import dev.latchkey.runtime.jdbc.JdbcListener;
import dev.latchkey.runtime.session.SessionCache;
import dev.latchkey.runtime.time.Ticker;
import java.sql.Connection;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has the session cache told of what other processes change, as the configuration says. The feed
 * begins with the application's first connection to PostgreSQL, whose driver it needs. Thread-safe.
 *
 * <p>It is made before the application's main method and must not load an exception of JDBC then.
 */
public final class SessionFeed implements JdbcListener {
  private static final String DRIVER_PACKAGE = "org.postgresql.";

  private final SessionCache sessions;
  private final EventLog events;
  private volatile @Nullable FeedConfig wanted;
  private volatile @Nullable ChangeFeed feed;
  private volatile @Nullable DriverConnector connector;

  SessionFeed(SessionCache sessions, EventLog events) {
    this.sessions = sessions;
    this.events = events;
  }

  /** Returns how the feed is; nothing when none is configured. */
  public Optional<FeedState> state() {
    FeedConfig config = wanted;
    ChangeFeed running = feed;
    if (config == null) {
      return Optional.empty();
    }
    ChangeFeed.State now =
        running == null
            ? new ChangeFeed.State(false, "the application has no connection to PostgreSQL yet")
            : running.state();
    Long lag = running != null && now.active() ? running.lag().toMillis() : null;
    return Optional.of(new FeedState(config.kind().id(), now.active(), now.reason(), lag));
  }

  /** Follows this feed from now on; one that is configured otherwise ends. */
  void configure(Optional<FeedConfig> config) {
    FeedConfig replacement = config.orElse(null);
    ChangeFeed replaced;
    synchronized (this) {
      if (Objects.equals(replacement, wanted)) {
        return;
      }
      wanted = replacement;
      replaced = take();
    }
    close(replaced);
  }

  @Override
  public void opened(Connection connection, long nanos) {
    if (wanted == null || !connection.getClass().getName().startsWith(DRIVER_PACKAGE)) {
      return;
    }
    if (feed == null) {
      begin(connection);
    }
    DriverConnector known = connector;
    if (known != null) {
      known.saw(connection); // an application that was deployed anew has another driver
    }
  }

  private synchronized void begin(Connection connection) {
    FeedConfig config = wanted;
    if (feed != null || config == null) {
      return;
    }
    DriverConnector opening =
        new DriverConnector(
            config.url().value(), config.user(), config.passwordFile().orElse(null));
    opening.saw(connection);
    connector = opening;
    ChangeFeed made =
        new ChangeFeed(
            config.kind(),
            config.tables(),
            opening,
            telling(sessions.outside().listener(config.tables(), config.kind().bound())),
            Ticker.system());
    feed = made;
    made.start();
  }

  private FeedListener telling(FeedListener listener) {
    return new FeedListener() {
      @Override
      public void changed(FeedTable table) {
        listener.changed(table);
      }

      @Override
      public void indirect(IndirectWrites writes) {
        listener.indirect(writes);
      }

      @Override
      public void resumed() {
        listener.resumed();
        events.add("session.feed.active", Severity.INFO, "auto", "The feed tells of changes.");
      }

      @Override
      public void interrupted() {
        listener.interrupted();
        events.add(
            "session.feed.interrupted",
            Severity.WARN,
            "auto",
            "The feed of changes was interrupted; kept users were dropped and live 60 s at most.");
      }
    };
  }

  /** Ends the feed's thread and connection. */
  void end() {
    ChangeFeed ended;
    synchronized (this) {
      ended = take();
    }
    close(ended);
  }

  @GuardedBy("this")
  private @Nullable ChangeFeed take() {
    ChangeFeed running = feed;
    feed = null;
    connector = null;
    return running;
  }

  /** Waits for the feed's thread, so never with the lock, which connecting threads take. */
  private static void close(@Nullable ChangeFeed ended) {
    if (ended != null) {
      ended.close();
    }
  }
}
