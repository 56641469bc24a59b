package dev.latchkey.dashboard.server;

import dev.latchkey.dashboard.live.LiveFeed;
import dev.latchkey.runtime.config.AdminConfig;
import dev.latchkey.runtime.time.Ticker;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.xnio.Options;

/**
 * The embedded server: one I/O thread and two workers, all daemons. {@link #start} binds it, {@link
 * #close} ends it and may be called twice.
 *
 * <p>Confined to the thread that starts and closes it.
 */
public final class AdminServer implements AutoCloseable {
  /** How many ports after the configured one are tried before any free one is taken. */
  private static final int NEIGHBOURS = 20;

  private static final int HIGHEST_PORT = 65_535;
  private static final int WORKERS = 2;
  private static final int IDLE_MILLIS = 60_000;

  private final AdminServices services;
  private final AdminConfig config;
  private final LiveFeed feed;
  private @Nullable Undertow server;
  private int boundPort;

  /** Builds everything and binds nothing. */
  public AdminServer(AdminServices services, AdminConfig config) {
    this.services = services;
    this.config = config;
    feed = new LiveFeed(services.info(), services.runtime());
  }

  /**
   * Binds the configured port or, when it is taken, one of the next, or else any free one.
   *
   * @throws RuntimeException when no port can be bound
   */
  public void start() {
    int wanted = config.port().orElseThrow();
    for (int port = wanted;
        wanted != 0 && port <= Math.min(wanted + NEIGHBOURS, HIGHEST_PORT);
        port++) {
      if (isBound(port)) {
        return;
      }
    }
    bind(0);
  }

  /** Returns the port that was bound; 0 before {@link #start}. */
  public int boundPort() {
    return boundPort;
  }

  /** Returns the dashboard's address. */
  public URI address() {
    String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
    return URI.create("http://" + host + ":" + boundPort);
  }

  @Override
  public void close() {
    feed.close();
    if (server != null) {
      server.stop();
      server = null;
    }
  }

  private boolean isBound(int port) {
    try {
      bind(port);
      return true;
    } catch (RuntimeException failure) {
      if (failure.getCause() instanceof BindException) {
        return false;
      }
      throw failure;
    }
  }

  /** The guard must know the port, which is known only once the listener is bound. */
  private void bind(int port) {
    AdminHandler handler = new AdminHandler(services, config, feed, Ticker.system());
    Undertow candidate =
        Undertow.builder()
            .addHttpListener(port, config.host())
            .setIoThreads(1)
            .setWorkerThreads(WORKERS)
            .setWorkerOption(Options.THREAD_DAEMON, true)
            .setWorkerOption(Options.WORKER_NAME, "latchkey-admin")
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, AdminHandler.MOST_BYTES)
            .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_MILLIS)
            .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, IDLE_MILLIS)
            .setHandler(handler)
            .build();
    try {
      candidate.start();
    } catch (RuntimeException failure) {
      candidate.stop();
      throw failure;
    }
    boundPort = ((InetSocketAddress) candidate.getListenerInfo().get(0).getAddress()).getPort();
    handler.listenOn(boundPort);
    server = candidate;
  }
}
