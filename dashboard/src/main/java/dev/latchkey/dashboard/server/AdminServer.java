package dev.latchkey.dashboard.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.dashboard.access.Tokens;
import dev.latchkey.dashboard.live.LiveFeed;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/**
 * The admin HTTP server: one I/O thread and two workers, all daemons, so that a busy dashboard
 * takes little from the application and never keeps its JVM alive. Thread-safe.
 *
 * <p>To be started on a thread of the agent, after the application's {@code main} was entered:
 * starting loads java.nio.file and, unless the build shims it away, the platform MBean server.
 */
public final class AdminServer implements AutoCloseable {
  private static final int PORTS_TRIED = 20;

  /** Above what the doorway holds and the live feeds, so that it always sees who comes. */
  private static final int HIGH_WATER = 256;

  private final AdminSettings settings;
  private final AdminServices services;
  private volatile HttpHandler handler = exchange -> exchange.setStatusCode(503).endExchange();

  @GuardedBy("this")
  private @Nullable XnioWorker worker;

  @GuardedBy("this")
  private @Nullable Listening listening;

  @GuardedBy("this")
  private @Nullable LiveFeed live;

  @GuardedBy("this")
  private @Nullable Bound bound;

  /** Prepares a server that listens nowhere yet. */
  public AdminServer(AdminSettings settings, AdminServices services) {
    this.settings = settings;
    this.services = services;
  }

  /**
   * Opens the configured port; when it is taken one of the next twenty; when these are taken any.
   *
   * @return what was opened
   * @throws IOException when no port can be opened, or the server is open already
   */
  public synchronized Bound start() throws IOException {
    if (worker != null) {
      throw new IOException("the admin server is open already");
    }
    var random = new SecureRandom();
    var tokens = Tokens.open(settings.tokenFile(), settings.tokens(), random);
    var opened = newWorker();
    worker = opened;
    try {
      var server = listen(opened);
      listening = server;
      int port = server.number();
      var assembly = new Assembly(settings, services, port, tokens, random);
      var feed = assembly.live();
      feed.start();
      live = feed;
      handler = assembly.handler();
      var admin = tokens.admin();
      var result =
          new Bound(
              settings.host(),
              port,
              dashboard(port),
              admin.state(),
              admin.file(),
              tokens.refusals());
      bound = result;
      return result;
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Returns what is open; throws while the server is not. */
  public synchronized Bound bound() {
    if (bound == null) {
      throw new IllegalStateException("the admin server is not open");
    }
    return bound;
  }

  /** Returns the port that is open; throws while the server is not. */
  public int boundPort() {
    return bound().port();
  }

  /** Closes every connection and waits for the threads to end, five seconds at most. */
  @Override
  public synchronized void close() {
    bound = null;
    if (live != null) {
      live.close();
      live = null;
    }
    if (listening != null) {
      listening.close();
      listening = null;
    }
    if (worker != null) {
      end(worker);
      worker = null;
    }
  }

  private static void end(XnioWorker worker) {
    worker.shutdownNow();
    try {
      worker.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static XnioWorker newWorker() throws IOException {
    var options =
        OptionMap.builder()
            .set(Options.WORKER_NAME, "latchkey-admin")
            .set(Options.WORKER_IO_THREADS, 1)
            .set(Options.WORKER_TASK_CORE_THREADS, 2)
            .set(Options.WORKER_TASK_MAX_THREADS, 2)
            .set(Options.THREAD_DAEMON, true)
            .set(Options.CONNECTION_HIGH_WATER, HIGH_WATER)
            .set(Options.CONNECTION_LOW_WATER, HIGH_WATER)
            .set(Options.TCP_NODELAY, true)
            .getMap();
    return Xnio.getInstance(AdminServer.class.getClassLoader()).createWorker(options);
  }

  private Listening listen(XnioWorker opened) throws IOException {
    var tls = settings.tls().isPresent() ? TlsContext.of(settings.tls().get()) : null;
    int first = settings.port();
    for (int i = 0; i <= PORTS_TRIED && first != 0 && first + i <= 65_535; i++) {
      try {
        return listen(opened, first + i, tls);
      } catch (BindException e) {
        // Taken by another process: the next one.
      }
    }
    return listen(opened, 0, tls);
  }

  private Listening listen(XnioWorker opened, int port, @Nullable SSLContext tls)
      throws IOException {
    try {
      return Listening.open(
          opened, settings.host(), port, tls, exchange -> handler.handleRequest(exchange));
    } catch (BindException taken) {
      throw taken;
    } catch (IOException | RuntimeException e) {
      throw new IOException("the admin server cannot listen on " + settings.host(), e);
    }
  }

  private URI dashboard(int port) {
    var host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    return URI.create(
        (settings.tls().isPresent() ? "https://" : "http://") + host + ":" + port + "/");
  }
}
