package dev.latchkey.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A way to the database that is fast for new connections and slow for those that have been open for
 * a while, as one that throttles long sessions is. A service that opens a connection for each
 * request is not slowed down by it, and one whose connections are kept is. Thread-safe.
 */
final class TiringProxy implements AutoCloseable {
  /** How long a connection stays fast. */
  static final Duration FRESH = Duration.ofSeconds(1);

  /** How much later each message of an older one arrives. */
  static final Duration DELAY = Duration.ofMillis(40);

  private static final String JDBC = "jdbc:";
  private static final int BUFFER = 8_192;

  private final ServerSocket listener;
  private final int port;
  private final Duration fresh;
  private final Duration delay;
  private final ExecutorService pumps =
      Executors.newCachedThreadPool(
          task -> {
            var thread = new Thread(task, "demo-proxy");
            thread.setDaemon(true);
            return thread;
          });

  private TiringProxy(ServerSocket listener, int port, Duration fresh, Duration delay) {
    this.listener = listener;
    this.port = port;
    this.fresh = fresh;
    this.delay = delay;
  }

  /** Leads from a loopback port of its own choice to that one. */
  static TiringProxy start(int port, Duration fresh, Duration delay) throws IOException {
    var listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    var proxy = new TiringProxy(listener, port, fresh, delay);
    proxy.pumps.execute(proxy::accept);
    return proxy;
  }

  /** Leads to the database at that JDBC address. */
  static TiringProxy before(String url) throws IOException {
    return start(uri(url).getPort(), FRESH, DELAY);
  }

  /** The JDBC address that leads through this to where that one leads. */
  String through(String url) {
    var direct = uri(url);
    return JDBC + direct.getScheme() + "://127.0.0.1:" + port() + direct.getPath();
  }

  int port() {
    return listener.getLocalPort();
  }

  private static URI uri(String url) {
    return URI.create(url.substring(JDBC.length()));
  }

  @Override
  public void close() throws IOException {
    listener.close();
    pumps.shutdownNow();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        join(listener.accept());
      } catch (IOException closedOrRefused) {
        // The client notices: its connection was closed, or nobody listens any longer.
      }
    }
  }

  private void join(Socket client) throws IOException {
    Socket server;
    try {
      server = new Socket(InetAddress.getLoopbackAddress(), port);
    } catch (IOException e) {
      client.close();
      throw e;
    }
    try {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      var tiredAt = System.nanoTime() + fresh.toNanos();
      pumps.execute(() -> pump(client, server, tiredAt));
      pumps.execute(() -> pump(server, client, Long.MAX_VALUE));
    } catch (IOException | RejectedExecutionException closedMeanwhile) {
      client.close();
      server.close();
    }
  }

  /** Either end's close closes the other, which ends the pump the other way as well. */
  private void pump(Socket from, Socket to, long tiredAt) {
    try (from;
        to) {
      var buffer = new byte[BUFFER];
      var input = from.getInputStream();
      var output = to.getOutputStream();
      for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
        if (tiredAt != Long.MAX_VALUE && System.nanoTime() - tiredAt > 0) {
          TimeUnit.NANOSECONDS.sleep(delay.toNanos());
        }
        output.write(buffer, 0, read);
      }
    } catch (IOException gone) {
      // One side has closed the connection, and the other is told by closing it as well.
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }
}
