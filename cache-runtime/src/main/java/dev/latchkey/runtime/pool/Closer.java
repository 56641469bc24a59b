package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.operation.AgentThread;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The one thread of the recycler: closes what is not kept any more, and does what has to be done
 * every second. Thread-safe. After {@link #end} what is still to be closed is closed by the caller.
 */
final class Closer {
  private static final int WAIT_MILLIS = 1_000;

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(work -> AgentThread.of("pool", work));
  private final Consumer<Throwable> failures;

  private volatile Consumer<Connection> listener = closed -> {};
  private volatile LastUse lastUse = (dialect, connection) -> {};

  /** Tells {@code failures} what goes wrong in the background, but not what drivers throw. */
  Closer(Consumer<Throwable> failures) {
    this.failures = failures;
  }

  /** Tells {@code closed} of every connection that this closes: its thread is not observed. */
  void listener(Consumer<Connection> closed) {
    listener = closed;
  }

  /** Lets {@code use} have connections that work and that nobody wants any more. */
  void lastUse(LastUse use) {
    lastUse = use;
  }

  /** Does this every second from now on. */
  void repeat(Runnable work) {
    var unused = executor.scheduleWithFixedDelay(() -> attempt(work), 1, 1, TimeUnit.SECONDS);
  }

  void close(Collection<Kept> all) {
    all.forEach(this::close);
  }

  /** Closes connections that work, after a last use. On the background thread. */
  void useAndClose(Collection<Kept> all) {
    for (Kept kept : all) {
      try {
        kept.limitWaiting(WAIT_MILLIS);
        lastUse.use(kept.dialect().name(), kept.connection());
      } catch (SQLException | LinkageError gone) {
        // No use to be had of it: a driver whose class loader is closed finds none of its classes.
      } catch (Throwable failure) {
        failures.accept(failure);
      }
      closeNow(kept);
    }
  }

  /** Closes a connection soon. */
  void close(Kept kept) {
    try {
      executor.execute(() -> closeNow(kept));
    } catch (RejectedExecutionException ended) {
      closeNow(kept);
    }
  }

  /** Ends the thread once everything is closed, or after a limit. May be called twice. */
  void end(long limitMillis) {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(limitMillis, TimeUnit.MILLISECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException stopped) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void closeNow(Kept kept) {
    try {
      closeDriver(kept);
      listener.accept(kept.connection());
    } catch (Throwable failure) {
      failures.accept(failure);
    } finally {
      kept.stand();
    }
  }

  private static void closeDriver(Kept kept) {
    try {
      kept.limitWaiting(WAIT_MILLIS);
      kept.connection().close();
    } catch (SQLException | RuntimeException | LinkageError ofTheDriver) {
      // The connection is of no use to anybody, and the application did not ask.
    }
  }

  /** Work that fails must not be the last. */
  private void attempt(Runnable work) {
    try {
      work.run();
    } catch (Throwable failure) {
      failures.accept(failure);
    }
  }
}
